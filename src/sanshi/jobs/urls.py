from sanshi import verbs
from sanshi.jobs import views
from sanshi.verbs import page

urlpatterns = [
    page("jobs", verbs.READ_JOBS, views.job_list, "job-list"),
    page("jobs/<uuid:pk>", verbs.READ_JOBS, views.job_page, "job-page"),
    page("jobs/<uuid:pk>/progress", verbs.READ_JOBS, views.job_progress, "job-progress"),
    page("jobs/<uuid:pk>/cancel", verbs.RUN_JOBS, views.job_cancel, "job-cancel"),
    page("jobs/<uuid:pk>/resume", verbs.RUN_JOBS, views.job_resume, "job-resume"),
    page("jobs/<uuid:pk>/file", verbs.READ_JOBS, views.job_file, "job-file"),
]
