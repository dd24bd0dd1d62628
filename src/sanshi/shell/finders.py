"""Static files out of node_modules: only those that pages use, under names of our own."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage, Storage

# name under /static/ -> file in node_modules. What is not listed is not served.
SERVED: Mapping[str, str] = {
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/echarts.min.js": "echarts/dist/echarts.common.min.js",
    "vendor/leaflet.js": "leaflet/dist/leaflet.js",
    "vendor/leaflet.css": "leaflet/dist/leaflet.css",
    # The style sheet names them, so they are served, whether a page shows them or not.
    "vendor/images/layers.png": "leaflet/dist/images/layers.png",
    "vendor/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "vendor/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "vendor/leaflet-geoman.min.js": "@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.min.js",
    "vendor/leaflet-geoman.css": "@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.css",
}


class VendorStorage(FileSystemStorage):
    """Reads a listed name from its place in node_modules; knows no other name."""

    def path(self, name: str) -> str:
        # An unlisted name gets a path that cannot exist, so that Django answers "not found".
        return str(Path(self.location) / SERVED.get(name.replace("\\", "/"), "not-served"))


class NpmFinder(BaseFinder):
    """Finds the allow-list of npm files for collectstatic and for the tests' server."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.storage = VendorStorage(location=settings.NODE_MODULES)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [file for file in SERVED.values() if not (Path(settings.NODE_MODULES) / file).is_file()]
        if not missing:
            return []
        text = f"npm packages are not installed: {', '.join(missing)} missing in {settings.NODE_MODULES}."
        return [Error(text, hint="Run `npm ci --ignore-scripts`.", id="shell.E001")]

    # typed as Django's stubs have it: a path, a list of paths with find_all, and [] for nothing
    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        place = self.storage.path(path)
        if not Path(place).is_file():
            return []
        return [place] if find_all else place

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in SERVED:
            yield name, self.storage
