"""A count of what is registered already: facts that differ, a new place to live (盘点, plan 4.2.1 b).

The register is changed by what the desk's forms change it by, one after the other; each is all or nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sanshi import clock
from sanshi.collection.content import FormContent
from sanshi.collection.fields import FormKind
from sanshi.collection.models import Form, FormAction, Subject
from sanshi.collection.rules import tidied
from sanshi.entry.models import Entry, Match
from sanshi.entry.stock import Counted, Taken, doors_of, entry_of, form_of, kind_of
from sanshi.journal.recording import part, touch
from sanshi.problems import Refused
from sanshi.register import changes
from sanshi.register.changes import Effect
from sanshi.register.facts import Alteration, AlterationKind
from sanshi.register.history import Writing
from sanshi.rulebook.access import version_on
from sanshi.streets.actions import next_serial
from sanshi.territory.models import Door
from sanshi.verbs import TAKE_STOCK, Actor


@dataclass(frozen=True, slots=True)
class Known:
    """`record`: the person, dwelling or unit; `residency`: of a person who lives or is registered there."""

    counted: Counted
    record: UUID
    residency: UUID | None = None


def enter(actor: Actor, counted_on: date, rows: Sequence[Known]) -> list[Taken | Refused]:
    """Inside an action, a journal line each; what each row became, or why it was not entered."""
    doors = doors_of(actor.subdistrict, [row.counted for row in rows])
    entering = _Entering(actor, counted_on, clock.now())
    return [entering.enter(row, doors[row.counted.door]) for row in rows]


@dataclass(frozen=True, slots=True)
class _Entering:
    actor: Actor
    counted_on: date
    at: datetime

    def enter(self, row: Known, door: Door) -> Taken | Refused:
        kind, content = self._form_of(row)
        version = version_on(self.actor.subdistrict, self.counted_on)
        form = form_of(door, kind, version, self.counted_on, self.at)
        entry = entry_of(form, self.at, Match.SAME)
        try:
            with transaction.atomic(), part(self.actor, TAKE_STOCK, entry.pk):
                effect = self._change(row, Writing(self.actor.subdistrict, form.pk, self.at), content, door)
                self._insert(form, entry, content, effect)
        except Refused as refused:
            return refused
        return Taken(form, entry, ())

    def _form_of(self, row: Known) -> tuple[FormKind, FormContent]:
        kind = kind_of(row.counted.content)
        if kind.subject == Subject.PERSON and row.residency is None:
            return kind, tidied(kind, row.counted.content, self.counted_on)
        kind = replace(kind, action=FormAction.ALTER.value)
        since = Alteration(AlterationKind.CHANGE, self.counted_on)
        content = replace(row.counted.content, alteration=since)
        return kind, tidied(kind, content, self.counted_on)

    def _change(self, row: Known, writing: Writing, content: FormContent, door: Door) -> Effect:
        alteration = Alteration(AlterationKind.CHANGE, self.counted_on)
        if content.dwelling is not None:
            return changes.alter_dwelling(writing, row.record, content.dwelling, alteration, self.counted_on)
        if content.unit is not None:
            return changes.alter_unit(
                writing,
                row.record,
                content.unit,
                alteration,
                self.counted_on,
                employments=content.employments,
            )
        assert content.person is not None and content.residency is not None
        if row.residency is None:
            return changes.register_person(
                writing, content.person, content.residency, door, self.counted_on, row.record
            )
        return changes.alter_person(
            writing, row.residency, content.person, content.residency, alteration, self.counted_on
        )

    def _insert(self, form: Form, entry: Entry, content: FormContent, effect: Effect) -> None:
        month = f"{self.at:%Y-%m}"
        form.number = f"{month}-{next_serial(form.subdistrict_id, f'form:{month}'):05}"
        form.content = content.to_json()
        form.person_id, form.residency_id = effect.person, effect.residency
        form.dwelling_id, form.unit_id = effect.dwelling, effect.unit
        entry.changed = effect.changed
        form.save(force_insert=True)
        entry.save(force_insert=True)
        touch(form)
        touch(entry)
