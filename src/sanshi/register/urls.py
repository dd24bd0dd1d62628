from sanshi import verbs
from sanshi.register import views
from sanshi.verbs import page

urlpatterns = [
    page("persons", verbs.READ_PERSONS, views.person_list, "person-list"),
    page("persons/search", verbs.READ_PERSONS, views.person_search, "person-search"),
    page("persons/<uuid:pk>", verbs.READ_PERSONS, views.person_page, "person-page"),
    page("persons/<uuid:pk>/reveal", verbs.REVEAL, views.person_reveal, "person-reveal"),
    page("dwellings", verbs.READ_DWELLINGS, views.dwelling_list, "dwelling-list"),
    page("dwellings/<uuid:pk>", verbs.READ_DWELLINGS, views.dwelling_page, "dwelling-page"),
    page("units", verbs.READ_UNITS, views.unit_list, "unit-list"),
    page("units/<uuid:pk>", verbs.READ_UNITS, views.unit_page, "unit-page"),
]
