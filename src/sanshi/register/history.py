"""The only writer of versions.

A version is never edited. What a form says about a record gives a new timeline (`timeline`); versions that no
longer stand are superseded, once, and new ones inserted. An `Act` says that the form did something to the
record, so that a form can be undone as long as no later one builds on it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from sanshi.problems import BUILT_UPON, Refused
from sanshi.register import timeline as lives
from sanshi.register.models import (
    Act,
    DwellingVersion,
    EmploymentVersion,
    Kind,
    LeaseVersion,
    PersonVersion,
    ResidencyVersion,
    UnitVersion,
    Version,
    Work,
)
from sanshi.register.timeline import Facts, Span, Timeline
from sanshi.streets.rows import fresh

_TIMES = frozenset(
    {
        "id",
        "subdistrict",
        "valid_from",
        "valid_to",
        "recorded_at",
        "superseded_at",
        "form",
        "superseding_form",
    }
)


@dataclass(frozen=True, slots=True)
class Track:
    """A kind of record and the table of its versions; the column naming the record has the kind's name."""

    kind: Kind
    versions: type[Version]

    @property
    def records(self) -> Any:
        return self.versions._meta.get_field(self.kind.value).related_model

    @property
    def fields(self) -> list[Any]:
        return [field for field in self.versions._meta.concrete_fields if field.name not in _TIMES]

    @property
    def keys(self) -> list[str]:
        return [field.name for field in self.fields if field.is_relation]

    def of(self, subdistrict: str, records: Iterable[UUID]) -> Any:
        named = {f"{self.kind.value}__in": list(records)}
        return self.versions.objects.filter(subdistrict=subdistrict, **named)


PERSONS = Track(Kind.PERSON, PersonVersion)
RESIDENCIES = Track(Kind.RESIDENCY, ResidencyVersion)
DWELLINGS = Track(Kind.DWELLING, DwellingVersion)
LEASES = Track(Kind.LEASE, LeaseVersion)
UNITS = Track(Kind.UNIT, UnitVersion)
EMPLOYMENTS = Track(Kind.EMPLOYMENT, EmploymentVersion)
TRACKS = {track.kind: track for track in (PERSONS, RESIDENCIES, DWELLINGS, LEASES, UNITS, EMPLOYMENTS)}


_TRACK_OF = {track.versions: track for track in TRACKS.values()}


@dataclass(frozen=True, slots=True)
class Writing:
    """By which form, in which street, known from which moment on."""

    subdistrict: str
    form: UUID
    at: datetime


class Overtaken(RuntimeError):
    """Versions were superseded although their record was locked: something else wrote them."""


def current() -> Q:
    """What we know now."""
    return Q(superseded_at__isnull=True)


def known_at(moment: datetime) -> Q:
    """What we knew at a moment."""
    return Q(recorded_at__lte=moment) & (Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment))


def valid_on(day: date) -> Q:
    """What was so on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def facts_of(row: Version) -> dict[str, Any]:
    """What a version says of its record, sealed columns opened; not which record that is, nor where."""
    return {field.name: _read(row, field) for field in _TRACK_OF[type(row)].fields if not field.is_relation}


def _columns_of(row: Version) -> Facts:
    return facts_of(row) | {name: getattr(row, name) for name in _TRACK_OF[type(row)].keys}


def _read(row: Version, field: Any) -> Any:
    value = getattr(row, field.name)
    return value.open() if value is not None and getattr(field, "sealed", False) else value


# --- one form writes one record ----------------------------------------------------------------------------


class Life:
    """The current timeline of one record, locked for the form that is about to write it.

    The operations only work out what would stand; `write` stores it, at most once a form and record.
    """

    def __init__(self, track: Track, writing: Writing, record: UUID, *, fresh: bool = False) -> None:
        """`fresh`: the record was inserted in this transaction, so there is nothing to lock or read."""
        self.track, self.writing, self.record = track, writing, record
        self.written: list[Any] = []
        self._sequence = 0
        self._rows: list[Any] = [] if fresh else self._locked_rows()
        self._before: Timeline = tuple(
            Span(row.valid_from, row.valid_to, _columns_of(row)) for row in self._rows
        )
        self.timeline = self._before

    def _locked_rows(self) -> list[Any]:
        _lock(self.track, self.writing.subdistrict, [self.record])
        self._sequence, self.writing = _after_the_last(self.track, self.writing, [self.record])
        rows = self.track.of(self.writing.subdistrict, [self.record]).filter(current())
        return list(rows.select_related(*self.track.keys).order_by("valid_from"))

    @property
    def exists(self) -> bool:
        return bool(self.timeline)

    @property
    def before(self) -> Timeline:
        """What stood before this form."""
        return self._before

    @property
    def is_new(self) -> bool:
        """Nothing stood before this form."""
        return not self._before

    @property
    def facts(self) -> Facts:
        """What the record says last."""
        return self.timeline[-1].facts

    @property
    def starts(self) -> date:
        return self.timeline[0].valid_from

    @property
    def ends(self) -> date | None:
        return self.timeline[-1].valid_to

    def begin(self, day: date, facts: Facts) -> None:
        if self.timeline:
            raise ValueError(f"{self.track.kind} {self.record} has begun already")
        self.timeline = lives.begun(day, facts)

    def change(self, day: date, facts: Facts) -> None:
        self.timeline = lives.changed(self.timeline, day, facts)

    def correct(self, facts: Facts) -> None:
        self.timeline = lives.corrected(self.timeline, facts)

    def begin_rather(self, day: date) -> None:
        self.timeline = lives.begun_rather(self.timeline, day)

    def end(self, day: date, facts: Facts) -> None:
        self.timeline = lives.ended(self.timeline, day, facts)

    def retract(self) -> None:
        """It never was."""
        self.timeline = ()

    def restate(self, rewritten: Callable[[Facts], Facts]) -> None:
        """On every day what `rewritten` gives for the facts of that day."""
        self.timeline = lives.restated(self.timeline, rewritten)

    def write(self, work: Work | None = None) -> frozenset[str]:
        """Store what the operations gave; the names of what differs now, empty when nothing does.

        `work`: what is noted of it, then even where nothing differs.
        """
        gone = [row for row, span in zip(self._rows, self._before, strict=True) if span not in self.timeline]
        added = [span for span in self.timeline if span not in self._before]
        if not gone and not added:
            if work is not None:
                self._note(work)
            return frozenset()
        _supersede(self.track, self.writing, [row.pk for row in gone])
        self.written = [_row(self.track, self.writing, span) for span in added]
        self.track.versions.objects.bulk_create(self.written)
        self._note(work or (Work.REWROTE if self._before else Work.BEGAN))
        return lives.differing(self._before, self.timeline)

    def refer(self) -> None:
        """The form wrote another record that rests on this one."""
        self._note(Work.REFERRED)

    def _note(self, work: Work) -> None:
        one = act(self.track.kind, self.writing, self.record, work, self._sequence + 1)
        Act.objects.bulk_create([one])


def act(kind: Kind, writing: Writing, record: UUID, work: Work = Work.BEGAN, sequence: int = 1) -> Act:
    return fresh(
        Act,
        subdistrict_id=writing.subdistrict,
        form=writing.form,
        kind=kind,
        record=record,
        sequence=sequence,
        work=work,
        at=writing.at,
    )


def begun_row(track: Track, writing: Writing, day: date, facts: Facts) -> Any:
    """The first version of a new record, unsaved: for many records at once."""
    return _row(track, writing, Span(day, None, facts))


def _row(track: Track, writing: Writing, span: Span) -> Any:
    return fresh(
        track.versions,
        subdistrict_id=writing.subdistrict,
        valid_from=span.valid_from,
        valid_to=span.valid_to,
        recorded_at=writing.at,
        form=writing.form,
        **span.facts,
    )


def _lock(track: Track, subdistrict: str, records: Sequence[UUID]) -> None:
    """Two forms about one record take turns; on SQLite the transaction itself is the turn."""
    rows = track.records.objects.select_for_update().filter(subdistrict=subdistrict, pk__in=records)
    list(rows.order_by("pk").values_list("pk"))


def _after_the_last(track: Track, writing: Writing, records: Sequence[UUID]) -> tuple[int, Writing]:
    """The last act's number, and a moment not before it: what was known never runs backwards, clocks may."""
    acts = Act.objects.filter(subdistrict=writing.subdistrict, kind=track.kind, record__in=records)
    last = acts.aggregate(sequence=Max("sequence"), at=Max("at"), undone_at=Max("undone_at"))
    moments = [moment for moment in (writing.at, last["at"], last["undone_at"]) if moment]
    return last["sequence"] or 0, replace(writing, at=max(moments))


def _supersede(track: Track, writing: Writing, versions: Sequence[UUID]) -> None:
    if not versions:
        return
    standing = track.versions.objects.filter(current(), subdistrict=writing.subdistrict, pk__in=versions)
    if standing.update(superseded_at=writing.at, superseding_form=writing.form) != len(versions):
        raise Overtaken(f"{track.kind} by form {writing.form}")


# --- undoing -----------------------------------------------------------------------------------------------


def undo(writing: Writing, number_of: Callable[[UUID], str] = str) -> list[tuple[Kind, UUID]]:
    """Supersede what the form wrote and put back what it superseded; the records that changed.

    Raises Refused(BUILT_UPON) when a form that came later and stands has touched the same record; `number_of`
    gives the number its reader knows.
    """
    standing = Act.objects.filter(subdistrict=writing.subdistrict, form=writing.form, undone_at__isnull=True)
    for track, records in _by_track(list(standing)):
        _lock(track, writing.subdistrict, records)
    acts = list(standing.order_by("id"))
    for one in acts:
        _refuse_if_built_upon(one, number_of)
    written = [one for one in acts if one.work != Work.REFERRED]
    for track, records in _by_track(written):
        _put_back(track, _after_the_last(track, writing, records)[1], records)
    standing.update(undone_at=writing.at)
    return [(Kind(one.kind), one.record) for one in written]


def _by_track(acts: Sequence[Act]) -> list[tuple[Track, list[UUID]]]:
    found = [
        (track, sorted(one.record for one in acts if one.kind == kind)) for kind, track in TRACKS.items()
    ]
    return [(track, records) for track, records in found if records]


def _refuse_if_built_upon(act: Act, number_of: Callable[[UUID], str]) -> None:
    if act.work == Work.REFERRED:
        return
    later = Act.objects.filter(
        subdistrict=act.subdistrict_id,
        kind=act.kind,
        record=act.record,
        undone_at__isnull=True,
        sequence__gt=act.sequence,
    )
    if act.work in (Work.REWROTE, Work.TOOK_IN):
        # A record that only rests on this one needs it to be there, not to say what this form said.
        later = later.filter(~Q(work=Work.REFERRED))
    builder = later.order_by("-sequence").values_list("form", flat=True).first()
    if builder is not None:
        raise Refused(BUILT_UPON, number=number_of(builder))


def _put_back(track: Track, writing: Writing, records: Sequence[UUID]) -> None:
    rows = track.of(writing.subdistrict, records)
    superseded = rows.filter(superseding_form=writing.form)
    rows_now = superseded.select_related(*track.keys, *(["door__committee"] if _is_placed(track) else []))
    copies = [_copy(track, writing, row) for row in rows_now]
    written = rows.filter(current(), form=writing.form)
    _supersede(track, writing, list(written.values_list("pk", flat=True)))
    track.versions.objects.bulk_create(copies)


def _copy(track: Track, writing: Writing, row: Any) -> Any:
    """The same words of the same form, known anew since now; of the committee that has the door by now."""
    columns = dict(_columns_of(row))
    if _is_placed(track):
        columns["committee"] = row.door.committee
    return _row(track, replace(writing, form=row.form), Span(row.valid_from, row.valid_to, columns))


def _is_placed(track: Track) -> bool:
    return {"door", "committee"} <= set(track.keys)
