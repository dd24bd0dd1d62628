from sanshi import verbs
from sanshi.territory import views
from sanshi.territory.views import map as map_views
from sanshi.verbs import page

urlpatterns = [
    page("places", verbs.READ_PLACES, views.place_list, "place-list"),
    page("places/<uuid:pk>", verbs.READ_PLACES, views.committee_page, "committee-page"),
    page("places/<uuid:pk>/new", verbs.MAKE_PLACES, views.stairway_new, "stairway-new"),
    page("makings/<uuid:pk>", verbs.MAKE_PLACES, views.making_page, "making-page"),
    page("buildings/<uuid:pk>", verbs.READ_PLACES, views.building_page, "building-page"),
    page("buildings/<uuid:pk>/doors", verbs.MAKE_PLACES, views.stairway_doors, "stairway-doors"),
    page("buildings/<uuid:pk>/doors/new", verbs.MAKE_PLACES, views.doors_add, "doors-add"),
    page("buildings/<uuid:pk>/rename", verbs.MAKE_PLACES, views.stairway_rename, "stairway-rename"),
    page("buildings/<uuid:pk>/close", verbs.MAKE_PLACES, views.stairway_close, "stairway-close"),
    page("doors/<uuid:pk>/split", verbs.MAKE_PLACES, views.door_split, "door-split"),
    page("doors/<uuid:pk>/close", verbs.MAKE_PLACES, views.door_close, "door-close"),
    page("lanes/<uuid:pk>", verbs.READ_PLACES, views.lane_page, "lane-page"),
    page("lanes/<uuid:pk>/rename", verbs.MAKE_PLACES, views.lane_rename, "lane-rename"),
    page("compounds", verbs.READ_PLACES, views.compound_list, "compound-list"),
    page("compounds/<uuid:pk>", verbs.READ_PLACES, views.compound_page, "compound-page"),
    page("compounds/<uuid:pk>/rename", verbs.MAKE_PLACES, views.compound_rename, "compound-rename"),
    page("compounds/<uuid:pk>/stairways", verbs.MAKE_PLACES, views.compound_fill, "compound-fill"),
    page("places/<uuid:pk>/compounds/new", verbs.MAKE_PLACES, views.compound_new, "compound-new"),
    page("map", verbs.READ_PLACES, map_views.map_page, "map"),
    page("map/layers.json", verbs.READ_PLACES, map_views.map_data, "map-layers"),
    page("map/at.json", verbs.READ_PLACES, map_views.map_at, "map-at"),
    page("map/import", verbs.MAKE_PLACES, map_views.map_import, "map-import"),
    page("map/<slug:kind>.geojson", verbs.READ_PLACES, map_views.map_export, "map-export"),
    page("map/borders/<uuid:pk>", verbs.MAKE_PLACES, map_views.border_edit, "border-edit"),
    page("buildings/<uuid:pk>/point", verbs.MAKE_PLACES, map_views.building_point, "building-point"),
]
