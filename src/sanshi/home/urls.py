from sanshi import verbs
from sanshi.home import views
from sanshi.verbs import page

urlpatterns = [
    page("", verbs.HOME, views.home, "home"),
    page("beat", verbs.READ_DWELLINGS, views.my_beat, "my-beat"),
    page("beats/<uuid:pk>/week", verbs.READ_DWELLINGS, views.beat_week, "my-beat-week"),
]
