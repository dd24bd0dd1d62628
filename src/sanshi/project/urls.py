"""Every URL of the product. Below a street everything is named by its nine-digit code."""

from django.urls import include, path, register_converter

from sanshi.shell import errors


class SubdistrictConverter:
    regex = "[0-9]{9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SubdistrictConverter, "subdistrict")

street = [
    path("", include("sanshi.home.urls")),
    path("", include("sanshi.accounts.urls")),
    path("", include("sanshi.journal.urls")),
    path("", include("sanshi.rulebook.urls")),
    path("", include("sanshi.jobs.urls")),
    path("", include("sanshi.territory.urls")),
    path("", include("sanshi.register.urls")),
    path("", include("sanshi.visits.urls")),
    path("", include("sanshi.discovery.urls")),
    path("", include("sanshi.collection.urls")),
    path("", include("sanshi.entry.urls")),
    path("", include("sanshi.settlement.urls")),
]

urlpatterns = [
    path("", include("sanshi.accounts.sign_in_urls")),
    path("<subdistrict:subdistrict>/", include(street)),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
