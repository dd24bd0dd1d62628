from sanshi.journal import views
from sanshi.verbs import READ_JOURNAL, page

urlpatterns = [
    page("journal/", READ_JOURNAL, views.line_list, "journal-list"),
    page("journal/<int:number>/", READ_JOURNAL, views.line_page, "journal-line"),
]
