from sanshi import verbs
from sanshi.rulebook import views
from sanshi.verbs import page

urlpatterns = [
    page("policy", verbs.READ_POLICY, views.policy, "policy"),
    page("policy/load", verbs.LOAD_POLICY, views.policy_load, "policy-load"),
    page("policy/<uuid:pk>", verbs.READ_POLICY, views.policy, "policy-version"),
    page("workdays", verbs.READ_CALENDAR, views.calendar, "calendar"),
    page("workdays/load", verbs.LOAD_CALENDAR, views.calendar_load, "calendar-load"),
]
