from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from sanshi.problems import Refused
from sanshi.shell.forms import ActionForm
from sanshi.territory import geojson
from sanshi.territory.coordinates import Position, System, located
from sanshi.territory.outlines import Outline, read_outline


def told(read: Callable[[], Any]) -> Any:
    """A refusal of what was typed, beside its field."""
    try:
        return read()
    except Refused as refused:
        raise ValidationError(refused.message) from refused


class BorderForm(ActionForm):
    # The border that the drawing began from; empty where there was none.
    border = forms.UUIDField(widget=forms.HiddenInput, required=False)
    outline = forms.CharField(
        label=_("The outline as text"),
        help_text=_("GeoJSON, Polygon or MultiPolygon in WGS 84. The map writes it; it can be typed, too."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "outline-text"}),
    )

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean_outline(self) -> Outline:
        text = self.cleaned_data["outline"]
        found: Outline = told(lambda: read_outline(geojson.geometry_of(text), where=self.name))
        return found


class PointForm(ActionForm):
    system = forms.ChoiceField(
        label=_("Coordinate system"), choices=System.choices, initial=System.WGS84, required=True
    )
    longitude = forms.FloatField(label=_("Longitude"), help_text=_("Degrees, as in 121.5700000."))
    latitude = forms.FloatField(label=_("Latitude"), help_text=_("Degrees, as in 31.2500000."))
    # The point that the page showed, so that nobody undoes another's work unseen.
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if {"longitude", "latitude", "system"} <= given.keys():
            where = (given["system"], given["longitude"], given["latitude"])
            try:
                given["point"] = located(*where, self.name)
            except Refused as refused:
                self.add_error("longitude", refused.message)
        return given

    def clean_was(self) -> Position | None:
        text = self.cleaned_data["was"]
        try:
            longitude, latitude = map(float, text.split(","))
        except ValueError:
            return None
        return longitude, latitude


class ShapeKind(models.TextChoices):
    BORDERS = "borders", _("Borders of committees")
    COMPOUNDS = "compounds", _("Outlines of compounds")
    ROADS = "roads", _("Roads")
    STAIRWAYS = "stairways", _("Points of stairways")


class ShapesForm(ActionForm):
    kind = forms.ChoiceField(
        label=_("What the file holds"), choices=ShapeKind.choices, initial=ShapeKind.BORDERS
    )
    system = forms.ChoiceField(
        label=_("Coordinate system"),
        choices=System.choices,
        initial=System.WGS84,
        help_text=_("GCJ-02 and BD-09 are converted; what is stored and exported is WGS 84."),
    )
    file = forms.FileField(label=_("GeoJSON file"))

    def clean_file(self) -> list[geojson.Feature]:
        """The size is looked at before anything is read."""
        file = self.cleaned_data["file"]
        told(lambda: geojson.check_size(file.size))
        found: list[geojson.Feature] = told(lambda: geojson.features(b"".join(file.chunks())))
        return found
