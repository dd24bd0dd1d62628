"""A small street for the register's tests: two committees, a stairway each, six doors."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from sanshi import clock
from sanshi.accounts.roles import grants_of
from sanshi.identity.documents import DocumentType
from sanshi.identity.fictive import fictive_phone, fictive_resident_number
from sanshi.register.facts import DwellingFacts, PersonFacts, ResidencyFacts, UnitFacts
from sanshi.register.models import Category, Occupancy, Tenure, UnitKind, UnitStatus, Use
from sanshi.streets.models import HOUSE, Subdistrict
from sanshi.territory.models import Beat, Building, Committee, Door
from sanshi.verbs import Actor, PostFacts, Purpose

STREET, OTHER_STREET = "000000101", "000000102"
NUMBERS = [fictive_resident_number("011234", date(1990, 1, 1), n) for n in (1, 3, 5, 7)]


@dataclass(frozen=True)
class Town:
    committee: Committee
    other_committee: Committee
    doors: list[Door]
    other_doors: list[Door]


def found(street: str = STREET) -> Town:
    for code in {HOUSE, street}:
        Subdistrict.objects.get_or_create(code=code, defaults={"name": code})
    first, second = (_committee(street, number) for number in (1, 2))
    return Town(first[0], second[0], first[1], second[1])


def _committee(street: str, number: int) -> tuple[Committee, list[Door]]:
    committee = Committee.objects.create(
        subdistrict_id=street,
        code=f"{street}{number:03}",
        name=f"{number}居委",
        full_name=f"第{number}居民委员会",
    )
    beat = Beat.objects.create(subdistrict_id=street, committee=committee, name="1片")
    building = Building.objects.create(
        subdistrict_id=street,
        committee=committee,
        beat=beat,
        road="试验路",
        lane=str(number),
        number="8",
        address=f"试验路{number}弄8号",
    )
    doors = [
        Door.objects.create(
            subdistrict_id=street,
            building=building,
            committee=committee,
            beat=beat,
            floor=floor,
            room=f"{floor}01",
            address=f"{building.address}{floor}01室",
        )
        for floor in (1, 2, 3)
    ]
    return committee, doors


def house(street: str = STREET) -> Actor:
    return Actor(None, "house", street, is_house=True)


def holder_of_post(
    role: str, *committees: Committee, street: str = STREET, account: UUID | None = None
) -> Actor:
    post = PostFacts(uuid4(), role, grants_of(role), frozenset(c.pk for c in committees))
    return Actor(account or uuid4(), "测试员", street, (post,), Purpose.VERIFY_RECORD)


def person_facts(number: str = NUMBERS[0], **other: object) -> PersonFacts:
    facts = PersonFacts(
        name="张伟民",
        document_type=DocumentType.RESIDENT_CARD if number else "",
        document_number=number,
        sex="1",
        birth_date=date(1990, 1, 1),
        phone=fictive_phone(1),
        notice_version="1",
        notified_on=date(2026, 8, 3),
    )
    return replace(facts, **other)  # type: ignore[arg-type]


def living_here(started_on: date | None = date(2026, 8, 1), **other: object) -> ResidencyFacts:
    facts = ResidencyFacts(
        category=Category.FROM_ELSEWHERE,
        tenure=Tenure.TENANT,
        started_on=started_on,
        registered_region="011234",
        stay_reason="work",
        permit_status="none",
    )
    return replace(facts, **other)  # type: ignore[arg-type]


def a_dwelling(**other: object) -> DwellingFacts:
    facts = DwellingFacts(
        use=Use.HOME,
        occupancy=Occupancy.LET,
        designed_rooms=2,
        contact_name="李房东",
        contact_phone=fictive_phone(2),
    )
    return replace(facts, **other)  # type: ignore[arg-type]


def a_unit(**other: object) -> UnitFacts:
    facts = UnitFacts(
        name="试验小吃店",
        kind=UnitKind.STREET_FRONT,
        industry="62",
        contact_name="王店主",
        contact_phone=fictive_phone(3),
        status=UnitStatus.OPEN,
    )
    return replace(facts, **other)  # type: ignore[arg-type]


def at(day: int, hour: int = 9, month: int = 8) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=clock.SHANGHAI)


def ids() -> Iterator[UUID]:
    while True:
        yield uuid4()
