from sanshi import verbs
from sanshi.entry.decisions import views
from sanshi.verbs import page

urlpatterns = [
    page("decisions", verbs.READ_DECISIONS, views.decision_list, "decision-list"),
    page("decisions/<uuid:pk>/undo", verbs.UNDO_DECISION, views.decision_undo, "decision-undo"),
]
