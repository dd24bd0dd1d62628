"""What every app says to the journal: `action`, `touch`, `saw`, `reading`, `batch`, `record`.

A write is a function decorated with `action`: one transaction, one line, once for each client UUID.
A read is noted with `saw` inside a `reading`; the middleware opens one around each view.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from inspect import Signature, signature
from typing import Any, Concatenate, ParamSpec
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Model, UUIDField
from django.http import Http404

from sanshi import clock
from sanshi.journal import chain
from sanshi.journal.chain import BATCH_LIMIT, Draft, Touched, keyed_digest
from sanshi.journal.digests import row_digest
from sanshi.journal.models import Line
from sanshi.journal.turns import writing
from sanshi.problems import REPEATED_OTHERWISE, Refused
from sanshi.streets.models import HOUSE
from sanshi.streets.prepared import Given, Look
from sanshi.verbs import Actor, Purpose, Verb

P = ParamSpec("P")
Action = Callable[Concatenate[Actor, UUID, P], UUID]


class NotRecorded(RuntimeError):
    """Personal data were about to be read or written where no journal line would follow."""


class BatchFull(RuntimeError):
    """A batch holds BATCH_LIMIT lines; open another."""


@dataclass(slots=True)
class _Noted:
    """One subject while its line is open. The row is digested when the line closes, in its last state."""

    fields: set[str]
    row: Model | None = None
    version: object = None

    def digest(self) -> str:
        if self.row is not None:
            return row_digest(self.row)
        return "" if self.version is None else keyed_digest("version", self.version)


@dataclass(slots=True)
class _Notes:
    """What an open action or reading has touched so far, in order."""

    subjects: dict[tuple[str, UUID], _Noted] = field(default_factory=dict)
    details: dict[str, object] = field(default_factory=dict)
    committee: UUID | None = None

    def add(self, kind: str, subject: UUID, noted: _Noted) -> None:
        known = self.subjects.setdefault((kind, subject), noted)
        known.fields |= noted.fields
        known.row = noted.row or known.row
        known.version = known.version if noted.version is None else noted.version

    def touched(self) -> list[Touched]:
        return [
            Touched(kind, subject, sorted(noted.fields), noted.digest())
            for (kind, subject), noted in self.subjects.items()
        ]


@dataclass(frozen=True, slots=True)
class _Open:
    """An action or a reading under way: whose, on which chain; `purpose` where it is not the verb's."""

    street: str
    actor: Actor
    verb: Verb
    notes: _Notes
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class _Key:
    """What makes a repeated call the same call."""

    street: str
    account: UUID | None
    client_id: UUID


@dataclass(slots=True)
class _Unit:
    """One transaction: the actions running in it, outermost first, and the lines it will append."""

    running: list[_Open] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    known: dict[_Key, Draft] = field(default_factory=dict)

    def queue(self, draft: Draft) -> None:
        if len(self.drafts) == BATCH_LIMIT:
            raise BatchFull(f"more than {BATCH_LIMIT} lines in one transaction")
        self.drafts.append(draft)
        if draft.client_id is not None:
            self.known[_Key(draft.street, draft.account, draft.client_id)] = draft

    def running_on(self, street: str) -> _Open | None:
        return next((one for one in reversed(self.running) if one.street == street), None)


_unit: ContextVar[_Unit | None] = ContextVar("journal_unit", default=None)
_action: ContextVar[_Open | None] = ContextVar("journal_action", default=None)
_reading: ContextVar[_Notes | None] = ContextVar("journal_reading", default=None)


# --- writing ---


def action(verb: Verb, *, house: bool = False) -> Callable[[Action[P]], Action[P]]:
    """Make `(actor, client_id, …) -> UUID` a journalled write. `house`: its line goes to the house's chain.

    Raises Http404 where the actor may not, Refused(REPEATED_OTHERWISE) for a known client id with other
    content. A repeated call with the same content answers as the first one did, without running again.
    Inside another action of the same chain it joins that one's transaction and line, unchecked.
    """

    def decorate(function: Action[P]) -> Action[P]:
        shape = signature(function)

        @wraps(function)
        def recorded(actor: Actor, client_id: UUID, /, *args: P.args, **kwargs: P.kwargs) -> UUID:
            def run() -> UUID:
                return function(actor, client_id, *args, **kwargs)

            opened = _Open(HOUSE if house else actor.subdistrict, actor, verb, _Notes())
            if _action.get() is not None:
                return _run_inside(opened, run)
            if not actor.may(verb):
                raise Http404
            key = _Key(opened.street, actor.account, client_id)
            content = _content_digest(verb, shape, (actor, client_id, *args), kwargs)
            return _run_once(opened, key, content, run)

        recorded.verb = verb  # type: ignore[attr-defined]
        return recorded

    return decorate


def _content_digest(verb: Verb, shape: Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    bound = shape.bind(*args, **kwargs)
    bound.apply_defaults()
    # Who calls and with which id is the key, not the content.
    content = dict(list(bound.arguments.items())[2:])
    return keyed_digest("content", [verb.name, content])


def _run_once(opened: _Open, key: _Key, content: str, run: Callable[[], UUID]) -> UUID:
    try:
        with _transaction() as unit:
            earlier = _earlier_result(unit, key, content)
            if earlier is not None:
                return earlier
            with _running(unit, opened):
                result = run()
            unit.queue(_closed(opened, result, key.client_id, content))
            return result
    except (Refused, IntegrityError, Http404):
        # The same call in another thread may have been faster; then its answer is the answer.
        twin = _earlier_result(_unit.get(), key, content)
        if twin is None:
            raise
        return twin


def _run_inside(opened: _Open, run: Callable[[], UUID]) -> UUID:
    """Join the action that runs on the same chain; on another chain the inner act has a line of its own."""
    unit = _unit.get()
    if unit is None:
        raise NotRecorded("an action outlived its transaction")
    outer = unit.running_on(opened.street)
    # Without a savepoint: an inner action that fails takes the outer one with it, so no half of it stays.
    with transaction.atomic(savepoint=False), _running(unit, outer or opened):
        result = run()
    if outer is None:
        unit.queue(_closed(opened, result))
    elif opened.verb != outer.verb:
        _also(outer.notes, opened.verb)
    return result


def _also(notes: _Notes, verb: Verb) -> None:
    names = notes.details.setdefault("with", [])
    if isinstance(names, list) and verb.name not in names:
        names.append(verb.name)


@contextmanager
def _running(unit: _Unit, opened: _Open) -> Iterator[None]:
    unit.running.append(opened)
    before = _action.set(opened)
    try:
        yield
    finally:
        _action.reset(before)
        unit.running.pop()


@contextmanager
def _transaction() -> Iterator[_Unit]:
    """The unit of a new transaction, whose lines are appended at its end; inside a batch the batch's own."""
    unit = _unit.get()
    if unit is None:
        with _new_unit() as unit:
            yield unit
        return
    queued = len(unit.drafts)
    try:
        with transaction.atomic():
            yield unit
    except BaseException:
        # Only lines of inner acts on other chains can stand here; they have no client id.
        del unit.drafts[queued:]
        raise


@contextmanager
def _new_unit() -> Iterator[_Unit]:
    unit = _Unit()
    before = _unit.set(unit)
    try:
        with writing():
            yield unit
            chain.append(unit.drafts)
    finally:
        _unit.reset(before)


def _closed(
    opened: _Open, result: UUID | None = None, client_id: UUID | None = None, content: str = ""
) -> Draft:
    actor, verb, notes = opened.actor, opened.verb, opened.notes
    details = dict(notes.details)
    if opened.street != actor.subdistrict:
        details["street"] = actor.subdistrict
    return Draft(
        street=opened.street,
        verb=verb.name,
        account=actor.account,
        post=actor.post_for(verb, notes.committee),
        purpose=opened.purpose or _purpose(actor, verb),
        at=clock.now(),
        client_id=client_id,
        content_digest=content,
        result=result,
        details=details,
        subjects=notes.touched(),
    )


def _purpose(actor: Actor, verb: Verb) -> str:
    """The verb's own purpose; where the reader is asked for one, the one stated."""
    if verb.purpose is Purpose.ASKED and actor.purpose:
        return actor.purpose.value
    return verb.purpose.value


def _earlier_result(unit: _Unit | None, key: _Key, content: str) -> UUID | None:
    queued = unit.known.get(key) if unit else None
    earlier = (queued.content_digest, queued.result) if queued else _stored(key)
    if earlier is None:
        return None
    its_content, result = earlier
    if its_content != content:
        raise Refused(REPEATED_OTHERWISE)
    return result


# Unique by constraints, so no order and no limit are needed.
_line_of_account = Look(
    lambda: Line.objects.filter(
        subdistrict=Given("street"),
        account=Given("account", UUIDField()),
        client_id=Given("client_id", UUIDField()),
    ).values_list("content_digest", "result")
)
_line_of_house = Look(
    lambda: Line.objects.filter(
        subdistrict=Given("street"), account__isnull=True, client_id=Given("client_id", UUIDField())
    ).values_list("content_digest", "result")
)


def _stored(key: _Key) -> tuple[str, UUID | None] | None:
    if key.account is None:
        found = _line_of_house(street=key.street, client_id=key.client_id)
    else:
        found = _line_of_account(street=key.street, account=key.account, client_id=key.client_id)
    return found[0] if found else None


@contextmanager
def batch() -> Iterator[None]:
    """Many actions in one transaction, a line each; all lines are appended at the end under one lock.

    An action that fails inside leaves nothing behind and the others stand, if the caller catches it.
    At most BATCH_LIMIT lines (BatchFull): the caller opens another batch for the rest.
    """
    if _unit.get() is not None:
        yield
        return
    with _new_unit():
        yield


def record(
    actor: Actor,
    verb: Verb,
    *rows: Model,
    house: bool = False,
    result: UUID | None = None,
    **details: object,
) -> None:
    """A line of its own, with these rows as subjects; `details` hold no values.

    For what is no action (a sign-in: committed at once), and inside an action or a batch for work done
    by sets that owes a line for each form (committed with it).
    """
    opened = _Open(HOUSE if house else actor.subdistrict, actor, verb, _Notes(details=dict(details)))
    for row in rows:
        _note_row(opened.notes, row, ())
    draft = _closed(opened, result)
    unit = _unit.get()
    if unit is not None:
        # Nothing is written before the lines are, so nothing needs a savepoint.
        unit.queue(draft)
        return
    with _transaction() as unit:
        unit.queue(draft)


@contextmanager
def part(actor: Actor, verb: Verb, result: UUID) -> Iterator[None]:
    """Inside an action: a piece of its work whose subjects go to a line of their own, one a form of a lot.

    A piece that fails leaves no line; what it wrote the caller undoes with a savepoint around it.
    """
    unit = _unit.get()
    if unit is None or _action.get() is None:
        raise NotRecorded("part() outside of an action")
    opened = _Open(actor.subdistrict, actor, verb, _Notes())
    with _running(unit, opened):
        yield
    unit.queue(_closed(opened, result))


# --- subjects ---


def touch(
    row_or_kind: Model | str, id: UUID | None = None, fields: Iterable[str] = (), version: object = None
) -> None:
    """Name a record the running action wrote: a row, or kind ("register.person"), id and perhaps version.

    A row is digested when the line closes, so it may be saved after. Raises NotRecorded outside of an action.
    """
    opened = _action.get()
    if opened is None:
        raise NotRecorded("touch() outside of an action")
    if isinstance(row_or_kind, Model):
        _note_row(opened.notes, row_or_kind, fields)
        return
    if id is None:
        raise TypeError("touch() by kind needs an id")
    opened.notes.add(row_or_kind, id, _Noted(set(fields), version=version))


def saw(
    kind: str | type[Model], ids: Iterable[UUID] = (), fields: Iterable[str] = (), rows: Iterable[Model] = ()
) -> None:
    """Note that records were read: by id, or as rows, whose versions are then digested. Each is a subject.

    Inside an action they go to its line. Raises NotRecorded outside of an action and a reading.
    """
    notes = _notes("saw()")
    name = kind if isinstance(kind, str) else kind._meta.label_lower
    for one in ids:
        notes.add(name, one, _Noted(set(fields)))
    for row in rows:
        notes.add(name, subject_id(row), _Noted(set(fields), row))


def in_committee(committee: UUID) -> None:
    """The place the action or reading is about: its line names the actor's post there before any other."""
    _notes("in_committee()").committee = committee


def _notes(what: str) -> _Notes:
    opened = _action.get()
    notes = _reading.get() if opened is None else opened.notes
    if notes is None:
        raise NotRecorded(f"{what} outside of an action and a reading")
    return notes


def _note_row(notes: _Notes, row: Model, fields: Iterable[str]) -> None:
    notes.add(row._meta.label_lower, subject_id(row), _Noted(set(fields), row))


def subject_id(row: Model) -> UUID:
    """The row's key; a directory's key, which is no UUID, as a UUID derived from it (RFC 9562, version 5)."""
    if isinstance(row.pk, UUID):
        return row.pk
    if row.pk is None:
        raise TypeError(f"{row._meta.label} without a key cannot be a subject")
    return uuid5(NAMESPACE_OID, f"{row._meta.label_lower}:{row.pk}")


# --- reading ---


@dataclass(slots=True)
class Seen:
    """What a reading has seen so far."""

    notes: _Notes = field(default_factory=_Notes)

    def __bool__(self) -> bool:
        return bool(self.notes.subjects)

    def write(self, actor: Actor, verb: Verb, purpose: Purpose | None = None) -> None:
        """Append the line. Raises what the database raises; then nothing may be shown."""
        stated = purpose.value if purpose else ""
        opened = _Open(actor.subdistrict, actor, verb, self.notes, stated)
        with _transaction() as unit:
            unit.queue(_closed(opened))


@contextmanager
def collecting() -> Iterator[Seen]:
    """Collect what `saw` notes; the caller writes the line (the middleware, `reading`)."""
    seen = Seen()
    before = _reading.set(seen.notes)
    try:
        yield seen
    finally:
        _reading.reset(before)


@contextmanager
def reading(actor: Actor, verb: Verb, purpose: Purpose | None = None) -> Iterator[None]:
    """A read outside of a page: the line is appended at the end of the block. Hand out nothing before.

    Inside an action the subjects go to the action's line. `purpose` where it is not the verb's own.
    """
    if _action.get() is not None:
        yield
        return
    with collecting() as seen:
        yield
    if seen:
        seen.write(actor, verb, purpose)


# --- names ---

Names = Callable[[set[UUID]], dict[UUID, str]]
_names_of: list[Names] = []


def name_accounts(names: Names) -> None:
    """Called once by the app that has the accounts: the journal itself stores their ids only."""
    _names_of[:] = [names]


def names_of(accounts: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of those accounts that are known."""
    asked = {account for account in accounts if account is not None}
    return _names_of[0](asked) if asked and _names_of else {}
