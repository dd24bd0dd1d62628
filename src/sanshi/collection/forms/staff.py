"""How the lines about staff are put on the page of a unit's form: as many as there are, no more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshi.collection.content import MOST_EMPLOYMENTS, FormContent
from sanshi.collection.fields import is_stated
from sanshi.problems import NO_SUCH_DOOR
from sanshi.register.facts import EmploymentFacts, employment_field
from sanshi.register.models import EndReason

LONGEST_ADDRESS = 120
HELP_OF_NUMBER = _("Empty: stays as it is registered. Enter it only when it changed or is wrong.")
HELP = {
    "document_number": _("As it stands on the document. With it the register finds who is known already."),
    "residence_door": _(
        "Road, lane, number and room. When the form is entered, the committee there is asked to go."
    ),
    "residence_region": _("Six digits, as at the beginning of the ID numbers of that place."),
    "ended_on": _("Only of who left: the first day no longer at work here."),
}


@dataclass(frozen=True, slots=True)
class OnTheStaff:
    """Somebody who works there by the register and is not on the form yet."""

    record: str
    name: str
    since: Any


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page knows at its lines: who may be named, addresses of doors, who else works there."""

    # Place of a line → persons of the register it may mean: id and words.
    persons: Mapping[int, Sequence[tuple[str, str]]] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    find_door: Callable[[str], UUID | None] = lambda text: None
    others: Sequence[OnTheStaff] = ()
    # Whether the reader may look a person up.
    looks_up: bool = False


NOTHING = Beside()


class DoorField(forms.CharField):
    """A door by its address, as it is typed or as it stands."""

    def __init__(self, beside: Beside) -> None:
        super().__init__(required=False, max_length=LONGEST_ADDRESS)
        self.beside = beside

    def prepare_value(self, value: Any) -> Any:
        return self.beside.addresses.get(str(value), value)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text or text in self.beside.addresses:
            return text
        found = {address: door for door, address in self.beside.addresses.items()}.get(text)
        door = found or self.beside.find_door(text)
        if door is None:
            raise forms.ValidationError(str(NO_SUCH_DOOR.text))
        return str(door)


def is_offered(content: FormContent, beside: Beside, place: int, name: str) -> bool:
    if place > len(content.employments):
        return False
    line = content.employments[place - 1]
    if name == "ended_on":
        return bool(line.record)
    return name != "person" or bool(line.person or beside.persons.get(place))


def question(beside: Beside, place: int, name: str) -> forms.Field | None:
    if name == "residence_door":
        return DoorField(beside)
    if name != "person":
        return None
    somebody_else = ("", _("Nobody of these"))
    return forms.ChoiceField(
        choices=[*beside.persons.get(place, ()), somebody_else], required=False, widget=forms.RadioSelect
    )


def never_there() -> forms.Field:
    """Of a unit's end: it did not close, the record was wrong."""
    reasons = [(one.value, one.label) for one in (EndReason.DUPLICATE, EndReason.MISTAKE)]
    return forms.ChoiceField(
        choices=[("", _("Closed for business")), *reasons], required=False, widget=forms.RadioSelect
    )


def said(content: FormContent, values: Mapping[str, Any]) -> tuple[EmploymentFacts, ...]:
    lines = []
    for place, line in enumerate(content.employments, start=1):
        given = {name: values.get(employment_field(place, name)) for name in EmploymentFacts.names()}
        stated = {name: value for name, value in given.items() if is_stated(value)}
        lines.append(EmploymentFacts.from_json({**stated, "record": line.record}))
    return tuple(lines)


def place_of(section: str) -> int:
    """Of the line that a part of the page is; 0 for any other part."""
    number = section.removeprefix("employment")
    return int(number) if number.isdigit() else 0


def has_room(content: FormContent) -> bool:
    return len(content.employments) < MOST_EMPLOYMENTS
