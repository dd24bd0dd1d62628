"""One state of the database for all addresses: two committees of a street, and the street next door."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from sanshi import clock
from sanshi.accounts.models import Post, Role
from sanshi.collection.content import FormContent
from sanshi.entry.choice import Decision
from sanshi.entry.duplicates import actions as duplicates
from sanshi.entry.duplicates.access import version_of
from sanshi.entry.importing import names
from sanshi.entry.importing.records import actions as counting
from sanshi.entry.models import Duplicate, ImportDoubt, MatchDecision
from sanshi.identity.documents import NoDocument
from sanshi.jobs import files
from sanshi.jobs.access import file_name
from sanshi.jobs.models import Job, State
from sanshi.journal import anchor
from sanshi.register.housing import lane_of
from sanshi.register.models import Kind
from sanshi.rulebook.models import PolicyVersion
from sanshi.settlement import actions as settling
from sanshi.settlement.models import LineKind, Settlement, Statement, StatementLine
from sanshi.territory import actions as places
from sanshi.territory.models import Committee
from sanshi.territory.plans import Moving
from sanshi.verbs import Actor, Purpose
from tests import make
from tests.importing import residents
from tests.importing.residents import resident
from tests.importing.sending import tried
from tests.make import ARRIVED, DWELLING, IN_THE_QUARTER, NEXT_STREET, NOW, STREET, UNIT, Place
from tests.persons import Person, Team, somebody, team

OWN, OTHER, ABROAD = "own", "other committee", "other street"
QUARTER = "2026Q3"
# What residents' records hold here; no page but a record or a task may show it.
RESIDENTS = {OWN: "欧阳秋实", OTHER: "司马冬青", ABROAD: "诸葛春晓"}
ESTATES = {OWN: "金口新村", OTHER: "罗山新村", ABROAD: "香山新村"}
REASON = "当面核对过"
SHOPS = {OWN: "晨光面馆", OTHER: "南风理发", ABROAD: "北斗茶庄"}


@dataclass
class World:
    """`things`: place → kind of thing → what its address names."""

    places: dict[str, Place] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    sessions: dict[UUID, str] = field(default_factory=dict)

    @property
    def of_residents(self) -> list[str]:
        """Data that may stand only where somebody works with the record."""
        return [*self.numbers, *RESIDENTS.values()]

    def who(self, role: Role | str) -> Person:
        """Of the own committee."""
        return self.teams[OWN][Role(role)]


def build() -> World:
    world = World()
    for name, code, number in ((OWN, STREET, 1), (OTHER, STREET, 2), (ABROAD, NEXT_STREET, 1)):
        if name != OTHER:
            make.street(code, f"街道{code[-3:]}", f"Street {code[-3:]}")
        place = make.committee(number, code)
        world.places[name] = place
        roles = () if name != OTHER else (Role.STEWARD, Role.COORDINATOR, Role.CLERK)
        world.teams[name] = team(place, *roles)
        world.things[name] = _work(world, name)
    for name in (OWN, ABROAD):
        _settle(world, name)
        world.things[name] |= _import(world, name)
    for name in world.things:
        world.things[name] |= _changes(world.places[name])
        world.things[name] |= _accounts(world, name) | _settled(world, name) | _long_work(world, name)
        world.things[name] |= _pairs(world, name) | _stock(world, name)
    for name in world.things:
        world.things[name]["fault"] = "no-sex"
        world.things[name]["kind of shapes"] = "borders" if name != ABROAD else "persons"
    # Kinds of which the committees of a street have the same one.
    world.things[OTHER] |= {
        kind: world.things[OWN][kind]
        for kind in ("settlement", "quarter", "policy", "journal line", "import")
    }
    # A number of the own street's chain that only the other street's could have.
    world.things[ABROAD]["journal line"] = 10**9
    world.things[ABROAD]["quarter"] = "2031Q1"
    # Of a template that there is not.
    world.things[ABROAD]["kind of sheet"] = "places"
    return world


def _work(world: World, name: str) -> dict[str, Any]:
    """A change that went all the way, and one on each step of it."""
    place, people = world.places[name], world.teams[name]
    giver, collector, clerk = (people[role].actor for role in (Role.STEWARD, Role.COORDINATOR, Role.CLERK))
    units_team = people.get(Role.SECURITY_TEAM, people[Role.COORDINATOR]).actor
    assert place.shop is not None
    with clock.frozen(IN_THE_QUARTER):
        noticed = make.notice(giver, place.doors[0])
        [form] = make.confirmed(collector, noticed.visit_id)
        first = _arrival(world, RESIDENTS[name])
        arrived = make.handed_over(collector, form, first)
        entry = make.entered(clerk, arrived)
        home = make.change(collector, place.doors[0], DWELLING)
        make.entered(clerk, make.handed_over(collector, home, make.a_home()))
        shop = make.change(units_team, place.shop, UNIT)
        make.entered(clerk, make.handed_over(units_team, shop, make.a_shop(SHOPS[name])))
        volume = make.filed(clerk, make.stored(clerk, arrived.pk))
    with clock.frozen(NOW):
        waiting = make.notice(giver, place.doors[1])
        draft = make.change(collector, place.doors[2], ARRIVED)
        draft = make.filled(collector, draft, _arrival(world, RESIDENTS[name]))
        desk = make.change(collector, place.doors[3], ARRIVED)
        desk = make.handed_over(collector, desk, _resembling(world, first))
        decided = _namesake(clerk, collector, place, _resembling(world, first))
    arrived = make.stored(clerk, arrived.pk)
    return {
        "notice": waiting.pk,
        "visit": waiting.visit_id,
        "draft": draft.pk,
        "desk form": desk.pk,
        "decision": decided,
        "entered form": arrived.pk,
        "entry": entry,
        "volume": volume,
        "person": arrived.person_id,
        "residency": arrived.residency_id,
        "unit": make.stored(clerk, shop.pk).unit_id,
        "employee": make.employee_of(clerk, shop.pk),
        "door": place.doors[0].pk,
        "building": place.buildings[0],
        "making": place.doors[0].building.making_id,
        "compound": places.make_compound(make.house(place.street), uuid4(), place.committee, ESTATES[name]),
        "committee": place.committee,
        "beat": place.beats[0],
        "lane": lane_of(place.doors[0].building),
        "group": place.groups[0],
        "station": place.station,
    }


def _changes(place: Place) -> dict[str, Any]:
    """Buildings that are to move next year, and a decision that was withdrawn."""
    by, day = make.house(place.street), date(2027, 1, 1)
    plan = Moving(place.committee, day, buildings=frozenset(place.buildings[:1]), to_beat=place.beats[1])
    with clock.frozen(NOW):
        withdrawn = places.decide_change(by, uuid4(), plan)
        places.withdraw_change(by, uuid4(), withdrawn)
        return {"change": places.decide_change(by, uuid4(), plan), "withdrawn change": withdrawn}


def _arrival(world: World, name: str) -> FormContent:
    content = make.arrival(name)
    assert content.person is not None
    world.numbers += [content.person.document_number, content.person.phone]
    return content


def _resembling(world: World, other: FormContent) -> FormContent:
    """Who may be the same: name and birth date, but no number and another phone."""
    assert other.person is not None
    content = make.arrival(other.person.name)
    assert content.person is not None
    world.numbers.append(content.person.phone)
    number = other.person.document_number
    person = replace(
        content.person,
        document_number="",
        no_document_reason=NoDocument.NOT_AT_HAND.value,
        sex=str(2 - int(number[16]) % 2),
        birth_date=date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}"),
    )
    return replace(content, person=person)


def _namesake(clerk: Actor, collector: Actor, place: Place, content: FormContent) -> UUID:
    """The decision of the clerk that it is somebody else."""
    form = make.change(collector, place.doors[4], ARRIVED)
    form = make.handed_over(collector, form, content)
    make.entered(clerk, form, Decision(reason=REASON))
    decided = MatchDecision.objects.filter(subdistrict=place.street, form=form).first()
    assert decided is not None
    return decided.pk


def _pairs(world: World, name: str) -> dict[str, Any]:
    """The two whom the clerk told apart, as a pair that waits; turned round, as one that was decided."""
    decided = MatchDecision.objects.get(pk=world.things[name]["decision"])
    made = []
    for one, other in ((decided.one, decided.other), (decided.other, decided.one)):
        pair = Duplicate(
            subdistrict_id=world.places[name].street,
            kind=Kind.PERSON,
            one=one,
            other=other,
            committee_id=world.places[name].committee,
            band="look",
            probability=0.5,
            found_at=NOW,
        )
        pair.save(force_insert=True)
        made.append(pair)
    clerk = world.teams[name][Role.CLERK].actor
    with clock.frozen(NOW):
        told = duplicates.tell_apart(clerk, uuid4(), made[1].pk, version_of(made[1]), REASON)
    return {"pair": made[0].pk, "decided pair": told}


def _settle(world: World, name: str) -> None:
    """Approved: from then on who earned an amount may open it."""
    people = world.teams[name]
    checker = somebody(world.places[name], Role.POPULATION_OFFICE)
    with clock.frozen(NOW):
        made = settling.calculate(people[Role.POPULATION_OFFICE].actor, uuid4(), QUARTER, None)
        settling.check(checker.actor, uuid4(), made, 0)
        settling.approve(people[Role.LEADER].actor, uuid4(), made, 1)


def _accounts(world: World, name: str) -> dict[str, Any]:
    person = world.teams[name][Role.COORDINATOR]
    post = Post.objects.get(subdistrict=person.street, account=person.account)
    return {"account": person.account.pk, "post": post.pk}


def _long_work(world: World, name: str) -> dict[str, Any]:
    """A job of the office that failed, with a file; of another committee: somebody else's."""
    people = world.teams[name]
    office = people.get(Role.POPULATION_OFFICE, people[Role.CLERK])
    job = Job.objects.create(
        subdistrict_id=office.street,
        kind="place-export",
        account=office.account.pk,
        state=State.FAILED,
        created_at=NOW,
        finished_at=NOW,
        has_file=True,
    )
    with files.writer(file_name(job.pk)) as file:
        file.write(b"x")
    return {"job": job.pk}


def _stock(world: World, name: str) -> dict[str, Any]:
    """The clerk's sheet of residents, tried; one of its rows in doubt."""
    place, clerk = world.places[name], world.teams[name][Role.CLERK].actor
    rows = [resident(900, 现住地址=place.doors[5].address), resident(901, 人员类别="")]
    with clock.frozen(NOW):
        sheet = residents.tried(clerk, rows, committee=place.committee)
        [line] = files.lines(names.plan(sheet.pk))
        doubt = counting.Doubt(2, line, ())
        counting.keep_doubts(clerk, uuid4(), sheet.pk, (doubt,), True)
    held = ImportDoubt.objects.get(subdistrict=place.street, sheet=sheet)
    kinds = {"kind of sheet": "population", "form of sheet": "csv", "outcome": "new"}
    return {"stock sheet": sheet.pk, "doubt": held.pk, **kinds}


def _import(world: World, name: str) -> dict[str, Any]:
    """A sheet with one good row and one bad one, tried."""
    by = world.teams[name][Role.POPULATION_OFFICE].actor
    here = Committee.objects.get(subdistrict=by.subdistrict, pk=world.places[name].committee)
    rows = [
        {"居委会": here.name, "责任片": "1片", "路名": "金口路", "弄": "9", "号": "1", "室": room}
        for room in ("101", "1-O1")
    ]
    return {"import": tried(by, rows).pk}


def _settled(world: World, name: str) -> dict[str, Any]:
    place, person = world.places[name], world.teams[name][Role.COORDINATOR]
    here = {"subdistrict": place.street}
    statement = Statement.objects.get(**here, committee=place.committee)
    line = StatementLine.objects.get(
        **here, statement=statement, payee=person.account, kind=LineKind.COLLECTION_REWARD
    )
    return {
        "settlement": Settlement.objects.get(**here).pk,
        "quarter": QUARTER,
        "statement": statement.pk,
        "line": line.pk,
        "policy": PolicyVersion.objects.get(**here).pk,
        "journal line": 1,
    }


# Asking


class Browser:
    """One test client, with the session of whoever asks."""

    def __init__(self, sessions: dict[UUID, str]) -> None:
        self.client, self.sessions = Client(), sessions

    def sign_in(self, person: Person, purpose: Purpose = Purpose.VERIFY_RECORD) -> str:
        """A session as `login` makes it; the purpose of look-ups is stated in it."""
        session = SessionStore()
        session[SESSION_KEY] = str(person.account.pk)
        session[BACKEND_SESSION_KEY] = "sanshi.accounts.backend.AccountBackend"
        session[HASH_SESSION_KEY] = person.account.get_session_auth_hash()
        if purpose:
            session["purpose"] = purpose.value
        session.save()
        assert session.session_key is not None
        self.sessions[person.account.pk] = session.session_key
        return session.session_key

    def ask(
        self,
        person: Person | None,
        method: str,
        address: str,
        data: Mapping[str, Any] | None = None,
        *,
        language: str = "zh-hans",
        htmx: bool = False,
    ) -> HttpResponse:
        self.client.cookies.clear()
        if person is not None:
            key = self.sessions.get(person.account.pk) or self.sign_in(person)
            self.client.cookies[settings.SESSION_COOKIE_NAME] = key
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        headers = {"HX-Request": "true"} if htmx else {}
        ask = self.client.post if method == "POST" else self.client.get
        return cast(HttpResponse, ask(address, data or {}, headers=headers))


@contextmanager
def _rolled_back() -> Iterator[None]:
    """Around the module what `db` is around a test."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]
    with outer:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    file = tmp_path_factory.mktemp("anchor") / "anchor.json"
    with pytest.MonkeyPatch.context() as patch, clock.frozen(NOW), django_db_blocker.unblock():
        patch.setattr(anchor, "anchor_file", lambda: file)
        with _rolled_back():
            made = build()
            browser = Browser(made.sessions)
            for people in made.teams.values():
                for person in people.values():
                    browser.sign_in(person)
            yield made


@pytest.fixture
def browser(world: World, db: None) -> Browser:
    return Browser(dict(world.sessions))
