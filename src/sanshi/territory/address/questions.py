"""What to ask where an address leaves something open, in words for who typed it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sanshi.territory.address.parts import Address, Note

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text


@dataclass(frozen=True, slots=True)
class Question:
    """`field`: the part of the address that the answer would change."""

    note: str
    field: str
    text: "Text"


# A note that is not here says how something was read, and leaves nothing open.
_ASKED: "dict[str, tuple[str, Text]]" = {
    Note.TYPO: ("road", _("Read as “{place}”. Choose another road or estate if this is not the one.")),
    Note.UNKNOWN_NAME: ("road", _("Is “{place}” a road or an estate? Write it with its last word.")),
    Note.NO_LANE: ("lane", _("{road} {number} has a room but no lane. Which lane, or is there none?")),
    Note.NOT_IN_LANE: (
        "number",
        _("Lane {lane} of {road} has no number {number}. Which one is it?"),
    ),
    Note.TOWER: ("number", _("Is {number} the number on the door, or a block of the estate?")),
    Note.NO_UNIT: ("number", _("Figures stand alone. Write which is the lane, the number, the room.")),
    Note.REPEATED: ("number", _("Two values stand for the same part. Leave the right one.")),
    Note.FLOOR_OF_ROOM: (
        "floor",
        _("Room {room} is not numbered as on floor {floor}. Which is right?"),
    ),
    Note.UNREAD: ("part", _("“{part}” could not be read. Is it part of the address?")),
    Note.NEAR: ("number", _("This says what is near. Write the door itself: lane, number, room.")),
    Note.ELSEWHERE: ("district", _("The address is not in Shanghai.")),
}
_NO_NUMBER = _("The number is missing. Which one is it?")
_NO_PLACE = _("Neither a road nor an estate. Where is it?")


def questions(address: Address) -> tuple[Question, ...]:
    """In the order of the notes; empty when the address can be taken as it is."""
    asked = (_question(note, address) for note in address.notes)
    return tuple(question for question in asked if question)


def _question(note: str, address: Address) -> Question | None:
    if note == Note.INCOMPLETE:
        return _incomplete(address)
    if note not in _ASKED:
        return None
    field, text = _ASKED[note]
    return Question(note, field, _filled(text, address))


def _incomplete(address: Address) -> Question:
    if not (address.road or address.estate):
        return Question(Note.INCOMPLETE, "road", _NO_PLACE)
    return Question(Note.INCOMPLETE, "number", _NO_NUMBER)


def _filled(text: "Text", address: Address) -> "Text":
    named = {name: getattr(address, name) for name in ("road", "lane", "number", "floor", "room", "part")}
    return format_lazy(text, place=address.road or address.estate, **named)
