"""Forms of committees, stations, beats and building groups."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.shell.forms import ActionForm
from sanshi.territory.access import areas
from sanshi.territory.models import Beat, Building, BuildingGroup, Committee
from sanshi.territory.numbering import Unreadable, floors, rooms


class CommitteeForm(ActionForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        help_text=_("The twelve digits of the statistical code; the first nine are the street's."),
        validators=[RegexValidator(r"^\d{12}$", _("Twelve digits."))],
    )
    name = forms.CharField(
        label=pgettext_lazy("place", "Name"), max_length=60, help_text=_("As it stands in lists.")
    )
    full_name = forms.CharField(label=_("Full name"), max_length=80)

    def __init__(self, subdistrict: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subdistrict = subdistrict

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not code.startswith(self.subdistrict):
            raise forms.ValidationError(
                _("The code begins with that of the street: %(code)s.") % {"code": self.subdistrict}
            )
        return code


class NameForm(ActionForm):
    name = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=40)


class Chips(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows as chips."""

    def __init__(self, label: Any, help_text: Any = "") -> None:
        super().__init__(
            Committee.objects.none(),
            label=label,
            help_text=help_text,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class StationForm(ActionForm):
    name = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=60)
    committees = Chips(
        _("Committees it covers"), _("One that another station covers until now is this one's then.")
    )

    def __init__(self, subdistrict: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "committees", areas.open_committees(subdistrict))

    @property
    def covered(self) -> frozenset[UUID]:
        return frozenset(row.pk for row in self.cleaned_data["committees"])


def offer(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class GroupForm(ActionForm):
    """Whole buildings of the beat; of a tower only some floors or rooms."""

    name = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=40)
    buildings = Chips(_("Whole stairways"))
    part_of = forms.ModelChoiceField(
        Building.objects.none(),
        label=_("Part of a stairway"),
        required=False,
        empty_label="—",
        help_text=_("A tower may have several groups."),
    )
    part_floors = forms.CharField(
        label=_("Its floors"), max_length=100, required=False, help_text=_("As 1-9, or B1-3, 5.")
    )
    part_rooms = forms.CharField(
        label=_("Single rooms of it"), max_length=200, required=False, help_text=_("As 1001, 1002.")
    )

    def __init__(self, beat: Beat, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("buildings", "part_of"):
            offer(self, name, areas.buildings_of_beat(beat))

    def clean_part_floors(self) -> tuple[int, ...]:
        try:
            return floors(self.cleaned_data["part_floors"])
        except Unreadable as unreadable:
            raise forms.ValidationError(unreadable.message) from unreadable

    def clean_part_rooms(self) -> tuple[str, ...]:
        try:
            return rooms(self.cleaned_data["part_rooms"])
        except Unreadable as unreadable:
            raise forms.ValidationError(unreadable.message) from unreadable

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        building = given.get("part_of")
        named = set(given.get("part_floors", ())), set(given.get("part_rooms", ()))
        if any(named) and building is None:
            self.add_error("part_of", _("Of which stairway?"))
        given["doors"] = self._doors(building, *named) if building and any(named) else frozenset()
        return given

    def _doors(self, building: Building, on_floors: set[int], in_rooms: set[str]) -> frozenset[UUID]:
        doors = list(areas.doors_of_building(building))
        missing = in_rooms - {door.room for door in doors}
        if missing:
            self.add_error(
                "part_rooms",
                _("%(address)s has no %(rooms)s.")
                % {"address": building.address, "rooms": " ".join(sorted(missing))},
            )
        if not on_floors <= {door.floor for door in doors}:
            self.add_error("part_floors", _("%(address)s is not that high.") % {"address": building.address})
        return frozenset(door.id for door in doors if door.floor in on_floors or door.room in in_rooms)

    @property
    def whole(self) -> frozenset[UUID]:
        """All chosen but the one of which only a part is named."""
        part = self.cleaned_data["part_of"] if self.cleaned_data["doors"] else None
        return frozenset(row.pk for row in self.cleaned_data["buildings"] if row != part)


def initial_of(group: BuildingGroup) -> dict[str, Any]:
    """As it is arranged now; a part of one stairway is named by its rooms."""
    whole, part, named = areas.arranged(group)
    return {
        "name": group.name,
        "buildings": whole,
        "part_of": part,
        "part_rooms": ", ".join(named),
    }
