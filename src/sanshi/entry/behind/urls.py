from sanshi import verbs
from sanshi.entry.behind import views
from sanshi.verbs import page

urlpatterns = [
    page("persons/<uuid:pk>/values", verbs.READ_PERSONS, views.person_values, "person-values"),
    page("dwellings/<uuid:pk>/values", verbs.READ_DWELLINGS, views.dwelling_values, "dwelling-values"),
    page("units/<uuid:pk>/values", verbs.READ_UNITS, views.unit_values, "unit-values"),
]
