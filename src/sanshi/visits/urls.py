from sanshi import verbs
from sanshi.verbs import page
from sanshi.visits import views

urlpatterns = [
    page("visits", verbs.READ_VISITS, views.visit_list, "visit-list"),
    page("visits/ask", verbs.ASK_VISIT, views.visit_ask, "visit-ask"),
    page("visits/asked", verbs.READ_VISITS, views.visit_asked, "visit-asked"),
    page("freshness", verbs.READ_PLACES, views.freshness_page, "freshness-page"),
    page("visits/dots", verbs.READ_VISITS, views.visit_dots, "visit-dots"),
    page("visits/<uuid:pk>", verbs.READ_VISITS, views.visit_page, "visit-page"),
    page("visits/<uuid:pk>/attempt", verbs.RECORD_VISIT, views.visit_attempt, "visit-attempt"),
    page("visits/<uuid:pk>/close", verbs.RECORD_VISIT, views.visit_close, "visit-close"),
]
