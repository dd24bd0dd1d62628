from sanshi import verbs
from sanshi.register import views
from sanshi.register.letting import views as letting
from sanshi.verbs import page

urlpatterns = [
    page("persons", verbs.READ_PERSONS, views.person_list, "person-list"),
    page("persons/search", verbs.READ_PERSONS, views.person_search, "person-search"),
    page("persons/<uuid:pk>", verbs.READ_PERSONS, views.person_page, "person-page"),
    page("persons/<uuid:pk>/reveal", verbs.REVEAL, views.person_reveal, "person-reveal"),
    page("dwellings", verbs.READ_DWELLINGS, views.dwelling_list, "dwelling-list"),
    page("dwellings/tree", verbs.READ_DWELLINGS, views.dwelling_tree, "dwelling-tree"),
    page("lanes/<uuid:pk>/<slug:lane>", verbs.READ_DWELLINGS, views.dwelling_lane, "dwelling-lane"),
    page(
        "lanes/<uuid:pk>/<slug:lane>/print",
        verbs.READ_DWELLINGS,
        views.dwelling_lane_print,
        "dwelling-lane-print",
    ),
    page("stairways/<uuid:pk>", verbs.READ_DWELLINGS, views.dwelling_stairway, "dwelling-stairway"),
    page(
        "stairways/<uuid:pk>/print",
        verbs.READ_DWELLINGS,
        views.dwelling_stairway_print,
        "dwelling-stairway-print",
    ),
    page("letting", verbs.READ_DWELLINGS, letting.letting_list, "letting-list"),
    page("letting/print", verbs.READ_DWELLINGS, letting.letting_print, "letting-print"),
    page("dwellings/<uuid:pk>/letting", verbs.READ_DWELLINGS, letting.dwelling_letting, "dwelling-letting"),
    page("dwellings/<uuid:pk>", verbs.READ_DWELLINGS, views.dwelling_page, "dwelling-page"),
    page("coverage/freshness.json", verbs.READ_PLACES, views.coverage_freshness, "coverage-freshness"),
    page("units", verbs.READ_UNITS, views.unit_list, "unit-list"),
    page("units/<uuid:pk>", verbs.READ_UNITS, views.unit_page, "unit-page"),
]
