"""Reading the journal itself: its lines, one line with its subjects, and who read a record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext

from sanshi import clock
from sanshi.journal.labels import kind_label, purpose_label, verb_label
from sanshi.journal.models import Line, Subject
from sanshi.journal.recording import names_of, saw
from sanshi.shell.paging import SIZE, Page, keyset
from sanshi.verbs import READ_JOURNAL, Actor

BIGGEST = 2**63 - 1
Text = Promise | str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in words."""

    line: Line
    who: str

    @property
    def verb(self) -> Text:
        return verb_label(self.line.verb)

    @property
    def purpose(self) -> Text:
        return purpose_label(self.line.purpose)

    @property
    def also(self) -> list[Text]:
        """What was done along with it, in the same transaction."""
        return [verb_label(str(name)) for name in self.line.details.get("with", [])]


@dataclass(frozen=True, slots=True)
class SubjectRow:
    subject: Subject

    @property
    def kind(self) -> Text:
        return kind_label(self.subject.kind)


@dataclass(frozen=True, slots=True)
class Reading:
    """Who read or wrote a record, when and why."""

    number: int
    at: datetime
    account: UUID | None
    who: str
    verb: Text
    purpose: Text
    fields: list[str]
    wrote: bool
    post: UUID | None = None


def lines_of(actor: Actor, filters: Mapping[str, Any], after: str) -> tuple[Page[Line], list[LineRow]]:
    """Lines of the actor's street, latest first. `filters` may name verb, account and day."""
    _may_read(actor)
    if filters.get("account"):
        # Looking one colleague's doings over is itself a look at a person.
        saw("accounts.account", [filters["account"]], fields=("journal",))
    page = keyset(_filtered(actor.subdistrict, filters), ("-number",), after)
    names = _names(page.rows)
    return page, [LineRow(line, names[line.account]) for line in page.rows]


def line_of(actor: Actor, number: int, after: str) -> tuple[LineRow, Page[Subject], list[SubjectRow]]:
    _may_read(actor)
    if number > BIGGEST:
        raise Http404
    line = Line.objects.filter(subdistrict=actor.subdistrict, number=number).first()
    if line is None:
        raise Http404
    saw(Line, [line.pk])
    subjects = keyset(
        Subject.objects.filter(subdistrict=actor.subdistrict, line=line.pk), ("position",), after
    )
    row = LineRow(line, _names([line])[line.account])
    return row, subjects, [SubjectRow(subject) for subject in subjects.rows]


def readers_of(
    kind: str, subject: UUID, subdistrict: str, *, before: int | None = None, size: int = SIZE
) -> list[Reading]:
    """The latest lines about one record ("register.person"), writes among them; `before`: a line's number.

    The caller checks the verb and notes the record itself with `saw`.
    """
    found = Subject.objects.filter(subdistrict=subdistrict, kind=kind, subject=subject)
    if before is not None:
        found = found.filter(line__number__lt=min(before, BIGGEST))
    rows = list(found.select_related("line").order_by("-line__number")[:size])
    names = _names(row.line for row in rows)
    return [_reading(row, names[row.line.account]) for row in rows]


def account_name(account: UUID | None) -> str:
    if account is None:
        return gettext("The program itself")
    return names_of([account]).get(account, str(account))


def _reading(row: Subject, who: str) -> Reading:
    line = row.line
    return Reading(
        line.number,
        line.at,
        line.account,
        who,
        verb_label(line.verb),
        purpose_label(line.purpose),
        row.fields,
        not line.is_reading,
        line.post,
    )


def _may_read(actor: Actor) -> None:
    if not actor.may(READ_JOURNAL):
        raise Http404


def _filtered(subdistrict: str, filters: Mapping[str, Any]) -> QuerySet[Line]:
    lines = Line.objects.filter(subdistrict=subdistrict)
    if verb := filters.get("verb"):
        lines = lines.filter(verb=verb)
    if account := filters.get("account"):
        lines = lines.filter(account=account)
    if day := filters.get("day"):
        lines = lines.filter(at__gte=_midnight(day), at__lt=_midnight(day + timedelta(days=1)))
    return lines


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.SHANGHAI)


def _names(lines: Iterable[Line]) -> dict[UUID | None, str]:
    accounts = {line.account for line in lines}
    known = names_of(accounts)
    named: dict[UUID | None, str] = {
        account: known.get(account, str(account)) for account in accounts if account
    }
    return {**named, None: gettext("The program itself")}
