from sanshi import verbs
from sanshi.territory import views
from sanshi.verbs import page

urlpatterns = [
    page("places", verbs.READ_PLACES, views.place_list, "place-list"),
    page("places/<uuid:pk>", verbs.READ_PLACES, views.committee_page, "committee-page"),
    page("places/<uuid:pk>/new", verbs.MAKE_PLACES, views.stairway_new, "stairway-new"),
    page("buildings/<uuid:pk>", verbs.READ_PLACES, views.building_page, "building-page"),
]
