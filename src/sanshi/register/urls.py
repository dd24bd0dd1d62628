from sanshi import verbs
from sanshi.register import views
from sanshi.register.letting import views as letting
from sanshi.register.population import views as population
from sanshi.register.quality import views as quality
from sanshi.register.search.views import search_page
from sanshi.register.views.staff import employee_reveal
from sanshi.verbs import page

urlpatterns = [
    page("search", verbs.SEARCH_REGISTER, search_page, "search"),
    page("population", verbs.READ_PERSONS, population.population, "population"),
    page("population/overseas", verbs.READ_OVERSEAS_DATES, population.overseas_dates, "overseas-dates"),
    page("population/permits", verbs.READ_PERMIT_DATES, population.permit_dates, "permit-dates"),
    page("persons", verbs.READ_PERSONS, population.person_list, "person-list"),
    page("persons/<uuid:pk>", verbs.READ_PERSONS, views.person_page, "person-page"),
    page("persons/<uuid:pk>/reveal", verbs.REVEAL, views.person_reveal, "person-reveal"),
    page("persons/<uuid:pk>/readers", verbs.READ_PERSONS, views.person_readers, "person-readers"),
    page("persons/<uuid:pk>/answer", verbs.ANSWER_RESIDENT, views.person_answer, "person-answer"),
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
    page("quality", verbs.READ_QUALITY, quality.quality, "quality"),
    page("quality/<uuid:pk>/count", verbs.COUNT_QUALITY, quality.quality_count, "quality-count"),
    page("quality/<uuid:pk>/<slug:fault>", verbs.READ_QUALITY, quality.quality_list, "quality-list"),
    page("letting", verbs.READ_DWELLINGS, letting.letting_list, "letting-list"),
    page("letting/print", verbs.READ_DWELLINGS, letting.letting_print, "letting-print"),
    page("dwellings/<uuid:pk>/letting", verbs.READ_DWELLINGS, letting.dwelling_letting, "dwelling-letting"),
    page("dwellings/<uuid:pk>", verbs.READ_DWELLINGS, views.dwelling_page, "dwelling-page"),
    page("dwellings/<uuid:pk>/readers", verbs.READ_DWELLINGS, views.dwelling_readers, "dwelling-readers"),
    page("coverage/freshness.json", verbs.READ_PLACES, views.coverage_freshness, "coverage-freshness"),
    page("units", verbs.READ_UNITS, views.unit_list, "unit-list"),
    page("units/<uuid:pk>", verbs.READ_UNITS, views.unit_page, "unit-page"),
    page("employees/<uuid:pk>/reveal", verbs.REVEAL, employee_reveal, "employee-reveal"),
    page("units/<uuid:pk>/readers", verbs.READ_UNITS, views.unit_readers, "unit-readers"),
]
