"""A few routes as the product has them: below a street, and public."""

from django.http import HttpResponse
from django.urls import include, path


def answer(request, **kwargs):
    return HttpResponse("ok")


street = [
    path("queue/", answer, name="queue"),
    path("forms/<int:pk>/", answer, name="form"),
]
urlpatterns = [
    path("<str:subdistrict>/entry/", include((street, "entry"))),
    path("language/", answer, name="set-language"),
    path("sign-out/", answer, name="sign-out"),
]
