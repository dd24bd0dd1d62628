from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.shell.forms import ActionForm
from sanshi.territory.models import Beat, BuildingGroup


class StairwayForm(ActionForm):
    beat = forms.ModelChoiceField(Beat.objects.none(), label=_("Beat"), empty_label="—")
    group = forms.ModelChoiceField(
        BuildingGroup.objects.none(),
        label=_("Building group"),
        required=False,
        empty_label="—",
        help_text=_("None for shops at the street."),
    )
    road = forms.CharField(label=_("Road"), max_length=40)
    lane = forms.CharField(label=_("Lane"), max_length=10, required=False)
    number = forms.CharField(label=pgettext_lazy("address", "Number"), max_length=10)
    estate = forms.CharField(label=_("Estate"), max_length=40, required=False)
    floors = forms.IntegerField(
        label=_("Floors"),
        min_value=0,
        max_value=60,
        help_text=_("0 for premises at the street without rooms."),
    )
    rooms = forms.IntegerField(label=_("Rooms a floor"), min_value=0, max_value=40)

    def __init__(self, subdistrict: str, committee: UUID, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("beat", Beat.objects.filter(subdistrict=subdistrict, committee=committee))
        self._offer("group", BuildingGroup.objects.filter(subdistrict=subdistrict, beat__committee=committee))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows.order_by("name")
