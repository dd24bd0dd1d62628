"""Forms about stairways and their doors."""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.shell.forms import ActionForm
from sanshi.territory.actions import Closing, Membership, NewDoor, NewStairway, Stairways
from sanshi.territory.address.numerals import in_digits
from sanshi.territory.address.words import UNITS
from sanshi.territory.layout import Layout
from sanshi.territory.models import Beat, Building, BuildingGroup, ClosingReason, Compound, Door, DoorUse
from sanshi.territory.naming import LaneName, StairwayName
from sanshi.territory.numbering import Numbering, Side, Unreadable, floors, numbers, rooms, slots

MOST_TURNED = 500
# A line of many numbers, floors or rooms; longer than any that an office types.
LINE = 200


def read(form: forms.Form, name: str, reader: Callable[[str], Any]) -> Any:
    """What a line of the form says, or its first unreadable part as the field's error."""
    try:
        return reader(form.cleaned_data.get(name) or "")
    except Unreadable as unreadable:
        form.add_error(name, unreadable.message)
        return ()


def figure(kind: str) -> Callable[[str], str]:
    """A field's text as the figure alone: 471弄 and 四百七十一弄 are 471."""

    def clean(text: str) -> str:
        text = in_digits(unicodedata.normalize("NFKC", text).replace(" ", "").upper())
        return text.removesuffix(next((word for word in UNITS[kind] if text.endswith(word)), ""))

    return clean


class FigureField(forms.CharField):
    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **{"max_length": 10, "required": False, **kwargs})

    def clean(self, value: Any) -> str:
        return figure(self.kind)(super().clean(value))


class NameField(forms.CharField):
    """A road's or an estate's name as written, in one width and without spaces."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 40, "required": False, **kwargs})

    def clean(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().clean(value)).replace(" ", "")


class LaneForm(ActionForm):
    """Where stairways are: the lane of a road, or of an estate that has none."""

    road = NameField(label=_("Road"), help_text=_("With its last word, like Road or Street."))
    lane = FigureField("lane", label=_("Lane"))
    sublane = FigureField("sublane", label=_("Sub-lane"))
    estate = NameField(label=_("Estate in the address"), help_text=_("Alone where the estate has no road."))

    def lane_name(self) -> LaneName:
        given = self.cleaned_data
        return LaneName(given["road"], given["lane"], given["sublane"], given["estate"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("road") and not given.get("estate") and not self.errors:
            self.add_error("road", _("Give a road, or the estate where there is none."))
        return given


class StairwaysForm(LaneForm):
    """The editor: a pattern of numbers, floors and rooms; `turned` are the cells that differ from it."""

    beat = forms.ModelChoiceField(Beat.objects.none(), label=_("Beat"), empty_label="—")
    group = forms.ModelChoiceField(
        BuildingGroup.objects.none(),
        label=_("Building group"),
        required=False,
        empty_label="—",
        help_text=_("None for shops at the street."),
    )
    compound = forms.ModelChoiceField(
        Compound.objects.none(), label=_("Compound"), required=False, empty_label="—"
    )
    numbers = forms.CharField(
        label=_("Numbers of the stairways"), max_length=LINE, help_text=_("Like 1-12 or 1,3,5A.")
    )
    side = forms.ChoiceField(label=_("Which of them"), choices=Side.choices, initial=Side.ALL, required=False)
    block = FigureField("block", label=_("Block"))
    entrance = FigureField("entrance", label=_("Entrance"))
    floors = forms.CharField(
        label=_("Floors"),
        max_length=LINE,
        required=False,
        help_text=_("Like 1-6 or B1,1-18. Empty: the number itself is the door."),
    )
    rooms = forms.CharField(
        label=_("Rooms of a floor"),
        max_length=LINE,
        required=False,
        help_text=_("Like 01-04 or A-D."),
    )
    skipped_floors = forms.CharField(
        label=_("Floors left out"), max_length=LINE, required=False, help_text=_("Like 4 or 4,13,14.")
    )
    skipped_rooms = forms.CharField(
        label=_("Rooms left out"), max_length=LINE, required=False, help_text=_("Like 04: on no floor.")
    )
    shops = forms.CharField(
        label=_("Floors of shops"),
        max_length=LINE,
        required=False,
        help_text=_("Their rooms are premises. Like 1."),
    )
    numbering = forms.ChoiceField(
        label=_("Room numbers"), choices=Numbering.choices, initial=Numbering.FLOOR_ROOM, required=False
    )
    sole_use = forms.ChoiceField(
        label=_("A number without floors"), choices=DoorUse.choices, initial=DoorUse.PREMISES, required=False
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, subdistrict: str, committee: UUID, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = {"subdistrict": subdistrict}
        self._offer("beat", Beat.objects.filter(**here, committee=committee))
        self._offer("group", BuildingGroup.objects.filter(**here, beat__committee=committee))
        self._offer("compound", Compound.objects.filter(**here, committee=committee))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows.order_by("name")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        side = given.get("side") or Side.ALL
        found = read(self, "numbers", lambda line: numbers(line, side))
        levels = read(self, "floors", floors)
        if found == () and "numbers" not in self.errors:
            self.add_error("numbers", _("No number is left on this side of the road."))
        if levels and not given.get("rooms"):
            self.add_error("rooms", _("Say which rooms a floor has, like 01-04."))
        group, beat = given.get("group"), given.get("beat")
        if group and beat and group.beat_id != beat.id:
            self.add_error("group", _("This group lies in another beat."))
        given["layout"] = Layout(
            numbers=found,
            floors=levels,
            slots=read(self, "rooms", slots) if levels else (),
            skipped_floors=frozenset(read(self, "skipped_floors", floors)),
            skipped_slots=frozenset(read(self, "skipped_rooms", slots)),
            shop_floors=frozenset(read(self, "shops", floors)),
            numbering=given.get("numbering") or Numbering.FLOOR_ROOM,
            sole_use=given.get("sole_use") or DoorUse.PREMISES,
            turned=frozenset(self._turned()),
        )
        return given

    def _turned(self) -> list[str]:
        sent = self.data.getlist("turned") if hasattr(self.data, "getlist") else []
        return [str(token) for token in sent[:MOST_TURNED]]

    @property
    def layout(self) -> Layout:
        layout: Layout = self.cleaned_data["layout"]
        return layout

    def names(self) -> list[StairwayName]:
        given = self.cleaned_data
        lane = self.lane_name()
        return [
            StairwayName(lane, number, given["block"], given["entrance"]) for number in self.layout.numbers
        ]

    def digest(self) -> str:
        """Of what was typed besides single cells: by it a preview is known as of this form."""
        names = [name for name in self.fields if name not in ("client_id", "version", "shown")]
        typed = json.dumps([str(self.cleaned_data.get(name)) for name in names])
        return hashlib.sha256(typed.encode()).hexdigest()

    def asked(self) -> Stairways:
        given = self.cleaned_data
        made = (
            NewStairway(grid.number, tuple(NewDoor(cell.floor, cell.room, cell.use) for cell in grid.doors))
            for grid in self.layout.grids()
        )
        return Stairways(
            beat=given["beat"].id,
            lane=self.lane_name(),
            stairways=tuple(made),
            block=given["block"],
            entrance=given["entrance"],
            group=given["group"].id if given["group"] else None,
            compound=given["compound"].id if given["compound"] else None,
        )


class DoorsForm(ActionForm):
    """More doors for a stairway, by whole room numbers."""

    floor = forms.CharField(label=_("Floor"), max_length=10, help_text=_("Like 3 or B1."))
    rooms = forms.CharField(
        label=_("Rooms"), max_length=LINE, help_text=_("Whole numbers or names, like 301, 302A.")
    )
    use = forms.ChoiceField(label=_("Use"), choices=DoorUse.choices, initial=DoorUse.DWELLING)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        levels = read(self, "floor", floors)
        if len(levels) != 1 and "floor" not in self.errors:
            self.add_error("floor", _("Give one floor."))
        found = read(self, "rooms", rooms)
        check_lengths(self, "rooms", found)
        if not self.errors:
            given["doors"] = tuple(NewDoor(levels[0], room, given["use"]) for room in found)
        return given


def check_lengths(form: forms.Form, name: str, found: tuple[str, ...]) -> None:
    most = Door._meta.get_field("room").max_length or 0
    long = next((room for room in found if len(room) > most), None)
    if long:
        form.add_error(name, _("“%(room)s” is too long for a room.") % {"room": long})
    if not found and name not in form.errors:
        form.add_error(name, _("Name at least one room."))


class SplitForm(ActionForm):
    rooms = forms.CharField(
        label=_("New rooms"), max_length=LINE, help_text=_("Two or more, like 302A, 302B.")
    )

    def clean_rooms(self) -> str:
        line: str = self.cleaned_data["rooms"]
        return line

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["parts"] = read(self, "rooms", rooms)
        check_lengths(self, "rooms", given["parts"])
        return given


class TickingForm(ActionForm):
    """Whose page writes the boxes itself."""

    def ticked(self, name: str) -> set[str]:
        return {str(value) for value in self[name].value() or ()}


class JoinForm(TickingForm):
    """`doors`: those that become one."""

    doors = forms.ModelMultipleChoiceField(
        Door.objects.none(), label=_("Doors"), widget=forms.CheckboxSelectMultiple
    )
    rooms = forms.CharField(
        label=_("New room"), max_length=10, required=False, help_text=_("Empty: like 301-302.")
    )

    def __init__(self, doors: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["doors"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = doors

    def room(self) -> str:
        chosen = self.cleaned_data["doors"]
        given: str = self.cleaned_data["rooms"]
        return given or "-".join(door.room for door in chosen)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("doors") is not None:
            check_lengths(self, "rooms", (self.room(),))
        return given


class ClosingForm(ActionForm):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=ClosingReason.choices, widget=forms.RadioSelect, required=True
    )
    remark = forms.CharField(label=_("Remark"), max_length=200, required=False, widget=forms.Textarea)

    def closing(self) -> Closing:
        return Closing(self.cleaned_data["reason"], self.cleaned_data["remark"])


class StairwayNameForm(LaneForm):
    """A stairway under another address."""

    number = forms.CharField(label=pgettext_lazy("address", "Number"), max_length=10)
    block = FigureField("block", label=_("Block"))
    entrance = FigureField("entrance", label=_("Entrance"))
    was = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        found = read(self, "number", numbers)
        if len(found) != 1 and "number" not in self.errors:
            self.add_error("number", _("Give one number."))
        given["one_number"] = found[0] if found else ""
        return given

    def name(self) -> StairwayName:
        given = self.cleaned_data
        return StairwayName(self.lane_name(), given["one_number"], given["block"], given["entrance"])


class LaneNameForm(LaneForm):
    whole_road = forms.BooleanField(
        label=_("The whole road is renamed: all its lanes and the street front"), required=False
    )
    was = forms.CharField(widget=forms.HiddenInput)
    was_road = forms.CharField(widget=forms.HiddenInput, required=False)


class CompoundForm(ActionForm):
    name = NameField(label=_("Name of the compound"), required=True)
    was = forms.CharField(widget=forms.HiddenInput, required=False)


class MembershipForm(TickingForm):
    """`was`: the stairways that were in the compound when the page was made."""

    stairways = forms.MultipleChoiceField(required=False, label=_("Stairways"))
    was = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, buildings: Sequence[Building], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("stairways", "was"):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(str(one.id), one.address) for one in buildings]

    def membership(self) -> Membership:
        now, was = (set(self.cleaned_data[name]) for name in ("stairways", "was"))
        return Membership(
            into=tuple(UUID(key) for key in sorted(now - was)),
            out_of=tuple(UUID(key) for key in sorted(was - now)),
        )
