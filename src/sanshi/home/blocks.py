"""What a home page is made of, the same for every kind of work: figures, the next thing, a short list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from sanshi.shell.frame import Text
from sanshi.shell.links import href
from sanshi.shell.words import Clock, moment

# Rows of a home's short list; the whole list is one click away.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure and the list it counts."""

    label: Text
    value: object
    url: str = ""
    tone: str = "neutral"
    note: Text = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the short list."""

    url: str
    number: str
    what: Text
    address: str
    clock: Clock | None
    # Who it came from or who has it, and since when.
    who: str = ""
    since: str = ""
    state: Text = ""


@dataclass(frozen=True, slots=True)
class Link:
    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """What stands where a list has no rows: why, and what would fill it."""

    title: Text
    text: Text
    icon: str


@dataclass(frozen=True, slots=True)
class State:
    """How far a piece of the quarter's work has come."""

    label: Text
    value: Text
    tone: str
    url: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Block:
    kind: str
    title: Text
    tiles: Sequence[Tile]
    tasks: Sequence[Task] = ()
    # All that the short list is the beginning of.
    total: int = 0
    lists: Sequence[Link] = ()
    nothing: Nothing | None = None
    who: Text = ""
    since: Text = ""
    # The reader's own figures, in sentences.
    own: Sequence[Text] = ()
    states: Sequence[State] = ()
    # What only this kind of work shows, for its own part of the page.
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def next(self) -> Task | None:
        return self.tasks[0] if self.tasks else None

    @property
    def part(self) -> str:
        return f"home/{self.kind}.html"

    @property
    def phone_part(self) -> str:
        return f"home/{self.kind}_phone.html"


def list_url(request: HttpRequest, route: str, **filters: str) -> str:
    """A list as its filters narrow it."""
    asked = QueryDict(mutable=True)
    asked.update(filters)
    return f"{href(request, route)}{'?' if filters else ''}{asked.urlencode()}"


def clock_note(overdue: int, due_today: int) -> str:
    """What of an open figure presses: `2 overdue · 1 today`; empty when nothing does."""
    words = [(_("%(n)s overdue"), overdue), (_("%(n)s due today"), due_today)]
    return " · ".join(text % {"n": n} for text, n in words if n)


def clock_tone(overdue: int, due_today: int) -> str:
    return "red" if overdue else "amber" if due_today else "neutral"


def since(value: date | datetime | None) -> str:
    """A short day, or day and time, for the last column."""
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat()[5:] if value else ""
