from sanshi import verbs
from sanshi.home import views
from sanshi.verbs import page

urlpatterns = [page("", verbs.HOME, views.home, "home")]
