"""A small street and the way of a change in it, made by the product's own actions.

Numbers of persons come from `identity.fictive` only: they can belong to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from sanshi import clock
from sanshi.collection import actions as collecting
from sanshi.collection.actions import Change, Filled, Finding, Findings
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction
from sanshi.discovery.actions import NoticeGiven, give_notice
from sanshi.discovery.models import Notice
from sanshi.entry import actions as desk
from sanshi.entry.choice import Decision
from sanshi.identity.fictive import fictive_phone, fictive_resident_number
from sanshi.journal.recording import batch
from sanshi.register.facts import (
    DwellingFacts,
    EmploymentFacts,
    EndFacts,
    PersonFacts,
    ResidencyFacts,
    UnitFacts,
)
from sanshi.register.models import Category, EmploymentVersion
from sanshi.rulebook.actions import load_policy, seed_calendar
from sanshi.rulebook.policy import shipped
from sanshi.streets.models import HOUSE, Subdistrict
from sanshi.territory import actions as places
from sanshi.territory.models import Door
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory, Matter, Visit

STREET, NEXT_STREET = "310115012", "310115013"
# A Monday in the middle of 2026Q3, and one just after its end.
IN_THE_QUARTER = datetime(2026, 9, 14, 10, 0, tzinfo=clock.SHANGHAI)
NOW = datetime(2026, 10, 12, 10, 0, tzinfo=clock.SHANGHAI)
# Of each shop.
EMPLOYEE = "钱小五"
_next = count(1)


def house(street: str = STREET) -> Actor:
    return Actor(None, "house", street, is_house=True)


# Places


@dataclass
class Place:
    """A committee: two beats with a building group each, a stairway of 3 × 2 rooms a group, one shop."""

    street: str
    committee: UUID
    station: UUID
    beats: list[UUID] = field(default_factory=list)
    groups: list[UUID] = field(default_factory=list)
    buildings: list[UUID] = field(default_factory=list)
    # Of the first stairway.
    doors: list[Door] = field(default_factory=list)
    shop: Door | None = None


def street(code: str = STREET, name: str = "金杨新村街道", name_en: str = "Jinyang") -> str:
    """With its policy, and the working days of the house."""
    for one, called, english in ((HOUSE, "", ""), (code, name, name_en)):
        Subdistrict.objects.get_or_create(code=one, defaults={"name": called, "name_en": english})
    load_policy(house(code), uuid4(), shipped("jinyang-2012").plain())
    seed_calendar([2026])
    return code


def committee(number: int, code: str = STREET) -> Place:
    """With a police station of its own."""
    by, name = house(code), f"第{number}居委"
    with batch():
        made = places.make_committee(by, uuid4(), f"{code}{number:03}", name, name)
        station = places.make_station(by, uuid4(), f"第{number}派出所")
        places.assign_station(by, uuid4(), station, made)
        place = Place(code, made, station)
        for beat in ("1", "2"):
            _beat(place, by, beat, str(number))
        shop = places.make_stairway(by, uuid4(), places.Stairway(place.beats[0], "枣庄路", f"{number}"))
    doors = Door.objects.filter(subdistrict=code, committee=made).order_by("id")
    place.doors = [door for door in doors if door.building_id == place.buildings[0]]
    place.shop = next(door for door in doors if door.building_id == shop)
    return place


def _beat(place: Place, by: Actor, name: str, lane: str) -> None:
    beat = places.make_beat(by, uuid4(), place.committee, f"{name}片")
    group = places.make_group(by, uuid4(), beat, f"{name}组")
    stairway = places.Stairway(beat, "金口路", name, lane=lane, group=group, floors=3, rooms=2)
    place.beats.append(beat)
    place.groups.append(group)
    place.buildings.append(places.make_stairway(by, uuid4(), stairway))


# What a form says


_SURNAMES = "王李陈刘杨赵黄周吴徐孙胡朱高林何郭马罗梁"
_GIVEN = "安波晨东芳刚海慧佳凯兰明宁鹏琴蓉山涛薇雪"


def a_name(number: int) -> str:
    """No two of four hundred have the same, and neighbours not a character: the match is not to ask."""
    length = len(_GIVEN)
    place = number % length
    return _SURNAMES[place] + _GIVEN[(place + number // length) % length] + _GIVEN[(place * 3 + 7) % length]


def person(name: str = "", **changes: object) -> PersonFacts:
    """Somebody new."""
    number = next(_next)
    known: dict[str, object] = {
        "name": name or a_name(number),
        "document_type": "111",
        "document_number": fictive_resident_number(
            "010101", date(1960, 5, 17) + timedelta(days=number * 37 % 16_000), number % 999
        ),
        "phone": fictive_phone(number),
        "notice_version": "2026-1",
        "notified_on": clock.today(),
    }
    return PersonFacts(**{**known, **changes})  # type: ignore[arg-type]


def stay(**changes: object) -> ResidencyFacts:
    known: dict[str, object] = {
        "category": Category.FROM_ELSEWHERE.value,
        "tenure": "tenant",
        "started_on": clock.today() - timedelta(days=3),
        "registered_region": "340100",
        "stay_reason": "work",
        "permit_status": "none",
    }
    return ResidencyFacts(**{**known, **changes})  # type: ignore[arg-type]


def arrival(name: str = "", **changes: object) -> FormContent:
    return FormContent(person=person(name, **changes), residency=stay())


def departure() -> FormContent:
    return FormContent(end=EndFacts(clock.today(), "left-shanghai"))


def a_home(**changes: object) -> FormContent:
    return FormContent(dwelling=DwellingFacts(**{"use": "home", "occupancy": "owner", **changes}))  # type: ignore[arg-type]


def a_shop(name: str = "晨光面馆") -> FormContent:
    """With one employee, who lives outside of the street."""
    line = EmploymentFacts(
        name=EMPLOYEE,
        document_type="111",
        document_number=fictive_resident_number("012345", date(1988, 2, 3), 11),
        lives="elsewhere",
        residence_region="012345",
        started_on=clock.today(),
    )
    return FormContent(unit=UnitFacts(name, "street-front", status="open"), employments=(line,))


def employee_of(actor: Actor, form: UUID) -> UUID:
    """The one that a unit's form began."""
    found = EmploymentVersion.objects.get(subdistrict=actor.subdistrict, form=form)
    return found.employment_id


# The way of a change


def notice(giver: Actor, door: Door, matter: Matter = Matter.MOVED_IN) -> Notice:
    given = NoticeGiven(door.pk, matter, clock.today())
    return Notice.objects.get(subdistrict=giver.subdistrict, pk=give_notice(giver, uuid4(), given))


def confirmed(collector: Actor, visit: UUID, *found: FoundCategory) -> list[Form]:
    """The visit's findings recorded; the drafts of what the collector collects himself."""
    row = Visit.objects.get(subdistrict=collector.subdistrict, pk=visit)
    items = tuple(Finding(category) for category in found or (FoundCategory.FROM_ELSEWHERE,))
    collecting.record_findings(collector, uuid4(), visit, row.version, Findings(items))
    return list(Form.objects.filter(subdistrict=collector.subdistrict, visit=visit).order_by("id"))


def change(collector: Actor, door: Door, finding: Finding) -> Form:
    """Somebody's own find at a door: a draft."""
    made = collecting.open_change(collector, uuid4(), Change(door.pk, finding, clock.today()))
    return stored(collector, made)


def filled(collector: Actor, form: Form, content: FormContent) -> Form:
    given = Filled(content, clock.now())
    collecting.fill_form(collector, uuid4(), form.pk, form.version, given)
    return stored(collector, form.pk)


def handed_over(collector: Actor, form: Form, content: FormContent) -> Form:
    ready = filled(collector, form, content)
    collecting.hand_over(collector, uuid4(), ready.pk, ready.version)
    return stored(collector, ready.pk)


def entered(clerk: Actor, form: Form, decision: Decision | None = None) -> UUID:
    """The entry's id."""
    return desk.enter(clerk, uuid4(), form.pk, form.version, decision or Decision())


def returned(clerk: Actor, form: Form, reasons: Mapping[str, str]) -> Form:
    desk.return_form(clerk, uuid4(), form.pk, form.version, reasons)
    return stored(clerk, form.pk)


def filed(clerk: Actor, form: Form, position: int = 1) -> UUID:
    """In a new volume; the volume's id."""
    volume = desk.open_volume(clerk, uuid4(), desk.VolumeOpened(form.committee_id))
    desk.file_form(clerk, uuid4(), form.pk, volume, position)
    return volume


def stored(actor: Actor, form: UUID) -> Form:
    return Form.objects.get(subdistrict=actor.subdistrict, pk=form)


ARRIVED = Finding(FoundCategory.FROM_ELSEWHERE)
DWELLING = Finding(FoundCategory.DWELLING)
UNIT = Finding(FoundCategory.UNIT)


def gone(form: Form) -> Finding:
    """Of the person whom this entered form registered."""
    return Finding(FoundCategory.FROM_ELSEWHERE, FormAction.DEREGISTER, residency=form.residency_id)
