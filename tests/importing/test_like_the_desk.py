"""A sheet leaves in the register what the desk would, form after form (plan 3.3.3, 4.2.1 b)."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from sanshi.accounts.models import Role
from sanshi.collection.actions import Finding
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction
from sanshi.entry.choice import Decision
from sanshi.entry.models import Match
from sanshi.register.facts import Alteration, AlterationKind, PersonFacts, ResidencyFacts
from sanshi.register.history import facts_of
from sanshi.register.holders import document_index
from sanshi.register.models import (
    Act,
    DocumentHolder,
    MatchKey,
    Person,
    PersonVersion,
    Residency,
    ResidencyVersion,
    SearchToken,
)
from sanshi.territory.models import Door
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory
from tests import make
from tests.importing.residents import carried_out, name, number, phone, resident, residents
from tests.make import STREET, Place
from tests.persons import somebody

KNOWN, CHANGED, MOVED, ALL = 40, 15, 15, 500
NEW_PHONE, NEW_HOME = "10088888888", "金口路1弄2号301室"
MOVED_ON = date(2026, 9, 20)


class Rolled(Exception): ...


def facts(n: int, **changes: Any) -> tuple[PersonFacts, ResidencyFacts]:
    """What `residents.resident` says."""
    stay = ResidencyFacts(
        "from-elsewhere",
        "tenant",
        started_on=changes.pop("started_on", date(2026, 3, 5)),
        registered_region="340000",
        stay_reason="work",
        permit_status="none",
    )
    person = PersonFacts(
        name(n),
        "111",
        number(n),
        phone=changes.pop("phone", None) or phone(n),
        notice_version="2026-1",
        notified_on=date(2026, 3, 6),
    )
    return person, stay


def rows() -> list[dict[str, str]]:
    changed = residents(CHANGED, 1, 联系电话=NEW_PHONE)
    moved = residents(MOVED, CHANGED + 1, 现住地址=NEW_HOME, 入住日期="2026.9.20")
    return [*changed, *moved, *residents(ALL - CHANGED - MOVED, CHANGED + MOVED + 1)]


class Desk:
    """One form after the other, each collected, handed over, and entered by the clerk."""

    def __init__(self, collector: Actor, clerk: Actor) -> None:
        self.collector, self.clerk = collector, clerk
        held = Door.objects.filter(subdistrict=STREET, building__lane="1")
        self.doors = {(door.building.number, door.room): door for door in held.select_related("building")}

    def enter(self) -> None:
        for n in range(1, ALL + 1):
            if n <= CHANGED:
                self._alter(n)
            elif n <= CHANGED + MOVED:
                self._arrive(n, self.doors["2", "301"], started_on=MOVED_ON)
            elif n > KNOWN:
                self._arrive(n, self._home(n))

    def _home(self, n: int) -> Door:
        return self.doors["1", f"{n % 6 // 2 + 1}0{n % 2 + 1}"]

    def _arrive(self, n: int, door: Door, **changes: Any) -> None:
        person, stay = facts(n, **changes)
        form = make.change(self.collector, door, make.ARRIVED)
        form = make.handed_over(self.collector, form, FormContent(person=person, residency=stay))
        make.entered(self.clerk, form, self._decision(n))

    def _decision(self, n: int) -> Decision:
        if n > KNOWN:
            return Decision(reason="按证件核对，是新来的。")
        held = DocumentHolder.objects.get(index=_index(n))
        return Decision(Match.SAME, held.person)

    def _alter(self, n: int) -> None:
        person, stay = facts(n, phone=NEW_PHONE)
        held = DocumentHolder.objects.get(index=_index(n))
        home = Residency.objects.get(subdistrict=STREET, person=held.person)
        finding = Finding(FoundCategory.FROM_ELSEWHERE, FormAction.ALTER, residency=home.pk)
        form = make.change(self.collector, self._home(n), finding)
        change = Alteration(AlterationKind.CHANGE, form.learned_on)
        content = FormContent(person=person, residency=stay, alteration=change)
        make.entered(self.clerk, make.handed_over(self.collector, form, content))


def _index(n: int) -> str:
    return document_index("111", number(n))


# What the register holds, by what does not depend on ids and moments


def register() -> dict[str, list[str]]:
    people = dict(_named())
    stays = {
        row.pk: f"{people[row.person_id]} at {row.door.address}"
        for row in Residency.objects.filter(subdistrict=STREET).select_related("door")
    }
    records = {**people, **stays}

    def versions(model: Any, of: str) -> Iterator[str]:
        for row in model.objects.filter(subdistrict=STREET):
            when = f"{row.valid_from} {row.valid_to} {row.superseded_at is None}"
            yield f"{records[getattr(row, of)]} {when} {facts_of(row)}"

    return {
        "persons": sorted(versions(PersonVersion, "person_id")),
        "residencies": sorted(versions(ResidencyVersion, "residency_id")),
        "acts": sorted(
            f"{records[one.record]} {one.kind} {one.sequence} {one.work} {one.undone_at}"
            for one in Act.objects.filter(subdistrict=STREET)
        ),
        "holders": sorted(f"{one.index} {people[one.person]}" for one in DocumentHolder.objects.all()),
        "keys": sorted(
            f"{people[one.record]} {one.hash}" for one in MatchKey.objects.filter(subdistrict=STREET)
        ),
        "tokens": sorted(
            f"{people[one.record]} {one.kind} {one.committee_id} {one.text}"
            for one in SearchToken.objects.filter(subdistrict=STREET)
        ),
        "counts": [str(Person.objects.count()), str(Residency.objects.count())],
    }


def _named() -> Iterator[tuple[UUID, str]]:
    for row in PersonVersion.objects.filter(subdistrict=STREET):
        yield row.person_id, row.document_number.open() if row.document_number else row.name


def test_five_hundred_residents_either_way(here: Place, by: Actor) -> None:
    second = somebody(here, Role.POPULATION_OFFICE).actor
    carried_out(by, [resident(n) for n in range(1, KNOWN + 1)], second)
    found: list[dict[str, list[str]]] = []
    collector, clerk = somebody(here, Role.COORDINATOR).actor, somebody(here, Role.CLERK).actor
    with pytest.raises(Rolled), transaction.atomic():
        Desk(collector, clerk).enter()
        found.append(register())
        raise Rolled
    row = carried_out(by, rows(), second)
    told = {word: row.tally[word] for word in ("new", "changed", "moved", "known", "look", "bad")}
    assert told == {
        "new": ALL - KNOWN,
        "changed": CHANGED,
        "moved": MOVED,
        "known": KNOWN - CHANGED - MOVED,
        "look": 0,
        "bad": 0,
    }
    assert Form.objects.filter(subdistrict=STREET).count() == KNOWN + row.forms_entered
    by_sheet = register()
    for table, held in found[0].items():
        assert by_sheet[table] == held, table
