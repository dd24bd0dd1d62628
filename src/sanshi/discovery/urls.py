from sanshi import verbs
from sanshi.discovery import views
from sanshi.verbs import page

urlpatterns = [
    page("notices", verbs.READ_NOTICES, views.notice_list, "notice-list"),
    page("notices/new", verbs.GIVE_NOTICE, views.notice_give, "notice-give"),
    page("notices/<uuid:pk>", verbs.READ_NOTICES, views.notice_page, "notice-page"),
    page("notices/<uuid:pk>/receipt", verbs.READ_NOTICES, views.notice_receipt, "notice-receipt"),
    page("notices/<uuid:pk>/print", verbs.PRINT_NOTICE, views.notice_print, "notice-print"),
    page("visits/<uuid:pk>/notices", verbs.READ_VISITS, views.visit_notices, "visit-notices"),
    page("stewards", verbs.READ_STEWARDS, views.steward_list, "steward-list"),
]
