from sanshi import verbs
from sanshi.entry.duplicates import views
from sanshi.verbs import page

urlpatterns = [
    page("duplicates", verbs.READ_DUPLICATES, views.duplicate_list, "duplicate-list"),
    page("duplicates/search", verbs.FIND_DUPLICATES, views.duplicate_search, "duplicate-search"),
    page("duplicates/decided", verbs.READ_DUPLICATES, views.duplicate_decided, "duplicate-decided"),
    page(
        "duplicates/decided/<uuid:pk>/undo", verbs.DECIDE_DUPLICATES, views.duplicate_undo, "duplicate-undo"
    ),
    page("duplicates/<uuid:pk>", verbs.DECIDE_DUPLICATES, views.duplicate_page, "duplicate-page"),
]
