"""Two records of one unit: in one queue with persons, side by side, decided, taken back (plan 3.3.3)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanshi import clock
from sanshi.accounts.models import Account, Role
from sanshi.collection.models import FormAction
from sanshi.entry.decisions.access import View, listed
from sanshi.entry.duplicates import access, actions
from sanshi.entry.duplicates.access import Filters
from sanshi.entry.matching import told_apart
from sanshi.entry.models import Duplicate, MatchDecision
from sanshi.identity.fictive import fictive_credit_code, fictive_phone, fictive_resident_number
from sanshi.journal import anchor
from sanshi.journal.models import Line, Subject
from sanshi.journal.recording import reading
from sanshi.problems import BUILT_UPON, DECIDED_ALREADY, NOT_A_CHOICE, STALE, UNIT_CLOSED
from sanshi.register import actions as register
from sanshi.register.access.merging import merged_into
from sanshi.register.facts import Alteration, AlterationKind, EmploymentFacts, Lives, UnitFacts
from sanshi.register.history import current
from sanshi.register.models import EmploymentVersion, Kind, SearchToken, UnitVersion
from sanshi.register.quality.counting import numbers
from sanshi.register.quality.faults import BY_CODE, Where
from sanshi.register.search import units as search_units
from sanshi.register.search.rules import typed
from sanshi.register.search.tokens import Within
from sanshi.verbs import (
    DECIDE_DUPLICATES,
    READ_DECISIONS,
    READ_DUPLICATES,
    READ_VISITS,
    Actor,
    Purpose,
    Reach,
)
from sanshi.visits import employees
from sanshi.visits.models import Cause, Visit
from tests import make
from tests.entry.test_duplicates import Scene, only_pair, refused, search, twice, version
from tests.entry.test_duplicates import scene as scene
from tests.entry.test_races import at_once, refusals
from tests.make import NOW, STREET, Place, house
from tests.persons import somebody

NAME = "晨光面馆"
REASON = "同一家店"
CHANGE = Alteration(AlterationKind.CORRECTION)
Browse = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")
    with clock.frozen(NOW):
        yield


@pytest.fixture
def browse() -> Browse:
    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        account = Account.objects.get(pk=actor.account)
        client.force_login(account, "sanshi.accounts.backend.AccountBackend")
        session = client.session
        session["purpose"] = Purpose.VERIFY_RECORD.value
        session.save()
        return client

    return sign_in


def facts(name: str = NAME, **other: object) -> UnitFacts:
    known: dict[str, object] = {"kind": "street-front", "status": "open", "contact_phone": fictive_phone(1)}
    return UnitFacts(name, **{**known, **other})  # type: ignore[arg-type]


def line() -> EmploymentFacts:
    [one] = make.a_shop().employments
    return one


def opened(place: Place, door: int = 0, staff: bool = True, **other: object) -> UUID:
    lines = (line(),) if staff else ()
    return register.register_unit(
        house(), uuid4(), uuid4(), facts(**other), place.doors[door].pk, clock.today(), employments=lines
    )


def shops(place: Place, other: Place | None = None, name: str = NAME) -> tuple[UUID, UUID]:
    """One shop with a licence, and again at the next door without, with the same phone and employee."""
    first = opened(place, name=name, credit_code=fictive_credit_code(1))
    return first, opened(other or place, 1, name=name)


def merge(actor: Actor, pair: Duplicate, kept: UUID, *taken: str) -> UUID:
    return actions.merge(actor, uuid4(), pair.pk, version(pair), kept, taken, REASON)


def standing() -> set[tuple[object, ...]]:
    units = UnitVersion.objects.filter(current()).values_list("unit", "name", "door", "form")
    works = EmploymentVersion.objects.filter(current()).values_list(
        "employment", "unit", "valid_from", "form"
    )
    return {*units, *works, *SearchToken.objects.values_list("record", "committee", "text")}


# One search for both kinds


def test_one_search_finds_persons_and_units(scene: Scene) -> None:
    persons, units = twice(scene.here), shops(scene.here)
    job = search()
    assert (job.state, job.done) == ("done", 4)
    found = {row.kind: (row.one, row.other) for row in Duplicate.objects.all()}
    assert found == {Kind.PERSON: persons, Kind.UNIT: units}
    search()
    assert Duplicate.objects.filter(access.WAITING).count() == 2


def test_pair_that_is_found_no_more_is_gone(scene: Scene) -> None:
    _one, other = shops(scene.here)
    search()
    renamed = facts("东海渔具", contact_phone=fictive_phone(7))
    with clock.frozen(NOW.replace(hour=11)):
        register.alter_unit(house(), uuid4(), uuid4(), other, renamed, CHANGE, clock.today())
        search()
    assert only_pair().gone_at is not None


def test_branches_and_other_licences_elsewhere_are_nobodys_work(scene: Scene) -> None:
    for door, (name, number) in enumerate((("晨光面馆（东店）", 1), ("晨光面馆（西店）", 2))):
        opened(scene.here, door, name=name, credit_code=fictive_credit_code(number), contact_phone="")
    opened(scene.there, 3, credit_code=fictive_credit_code(3), contact_phone="")
    search()
    assert not Duplicate.objects.exists()


# The decision


def test_two_units_are_never_asked_about_again(scene: Scene) -> None:
    one, other = shops(scene.here)
    search()
    pair = only_pair()
    decision = actions.tell_apart(scene.clerk, uuid4(), pair.pk, version(pair), REASON)
    row = MatchDecision.objects.get(pk=decision)
    assert (row.kind, row.verdict, row.one, row.other) == (Kind.UNIT, "different", one, other)
    assert set(told_apart(STREET, [one, other])) == {one, other}
    search()
    assert not Duplicate.objects.filter(access.WAITING).exists()
    actions.undo(scene.clerk, uuid4(), decision, "看错了")
    assert Duplicate.objects.filter(access.WAITING).get() == pair


def test_merged_pair_is_one_unit_and_two_again(scene: Scene) -> None:
    one, other = shops(scene.here)
    search()
    before, pair = standing(), only_pair()
    decision = merge(scene.clerk, pair, other, "address")
    said = UnitVersion.objects.get(current(), unit=other)
    assert (said.credit_code, said.door_id) == (fictive_credit_code(1), scene.here.doors[0].pk)
    assert EmploymentVersion.objects.get(current()).unit_id == other
    assert merged_into(STREET, one, Kind.UNIT) == other
    actions.undo(scene.clerk, uuid4(), decision, "看错了")
    assert standing() == before
    assert only_pair().decision is None


def test_merged_unit_is_neither_searched_nor_counted(scene: Scene) -> None:
    one, other = opened(scene.here, 0, staff=False), opened(scene.here, 1, staff=False)
    search()
    where, fault = Where(STREET, clock.today(), scene.here.committee), BY_CODE["no-credit-code"]
    assert numbers(fault, where) == {scene.here.committee: 2}
    merge(scene.clerk, only_pair(), one)
    assert numbers(fault, where) == {scene.here.committee: 1}
    everywhere = Within.of(Reach(STREET, street=True), None)
    assert list(search_units.find(everywhere, typed(NAME), None, 25)) == [one]
    assert search_units.shown(Reach(STREET, street=True), [one, other])[0].unit == one
    assert len(search_units.shown(Reach(STREET, street=True), [one, other])) == 1


def test_what_does_not_fit_is_refused(scene: Scene) -> None:
    one, _other = shops(scene.here)
    search()
    pair = only_pair()
    seen = version(pair)
    for kept, taken in ((uuid4(), ()), (one, ("key_trade",)), (one, ("document",))):
        with refused(NOT_A_CHOICE):
            actions.merge(scene.clerk, uuid4(), pair.pk, seen, kept, taken, REASON)
    register.alter_unit(house(), uuid4(), uuid4(), one, facts("晨光面店"), CHANGE, clock.today())
    with refused(STALE):
        actions.merge(scene.clerk, uuid4(), pair.pk, seen, one, (), REASON)
    assert not MatchDecision.objects.exists()


def test_an_employee_hired_meanwhile_makes_the_page_stale(scene: Scene) -> None:
    one, _other = shops(scene.here)
    search()
    pair = only_pair()
    seen = version(pair)
    hired = (replace(line(), name="李小四", document_type="", document_number=""),)
    form = facts(credit_code=fictive_credit_code(1))
    register.alter_unit(house(), uuid4(), uuid4(), one, form, CHANGE, clock.today(), employments=hired)
    with refused(STALE):
        actions.merge(scene.clerk, uuid4(), pair.pk, seen, one, (), REASON)


def test_merge_built_upon_by_a_form_is_not_undone(scene: Scene) -> None:
    one, _other = shops(scene.here)
    search()
    decision = merge(scene.clerk, only_pair(), one)
    register.alter_unit(house(), uuid4(), uuid4(), one, facts("晨光面店"), CHANGE, clock.today())
    with refused(BUILT_UPON):
        actions.undo(scene.clerk, uuid4(), decision, "看错了")
    assert MatchDecision.objects.get(pk=decision).undone_at is None


def test_pair_across_committees_is_the_offices(scene: Scene) -> None:
    shops(scene.here, scene.there)
    search()
    pair = only_pair()
    for clerk in (scene.clerk, scene.other_clerk):
        assert not access.waiting(clerk, Filters()).exists()
        with pytest.raises(Http404):
            actions.tell_apart(clerk, uuid4(), pair.pk, version(pair), REASON)
    actions.tell_apart(scene.office, uuid4(), pair.pk, version(pair), REASON)


def test_decision_and_look_are_noted(scene: Scene) -> None:
    one, other = shops(scene.here)
    search()
    pair = only_pair()
    with reading(scene.clerk, DECIDE_DUPLICATES):
        access.sides(scene.clerk, pair)
    read = Line.objects.latest("number")
    about = Subject.objects.filter(line=read, kind="register.unit")
    assert (read.verb, set(about.values_list("subject", flat=True))) == ("duplicate.decide", {one, other})
    merge(scene.clerk, pair, one)
    wrote = Subject.objects.filter(line=Line.objects.latest("number"), kind="register.unit")
    assert set(wrote.values_list("subject", flat=True)) == {one, other}


def test_one_of_two_decisions_at_once_stands(transactional_db: None) -> None:
    make.street()
    place = make.committee(1)
    clerk, office = (somebody(place, role).actor for role in (Role.CLERK, Role.POPULATION_OFFICE))
    one, other = shops(place)
    search()
    pair = only_pair()
    seen = version(pair)
    answers = at_once(
        lambda: actions.merge(clerk, uuid4(), pair.pk, seen, one, (), REASON),
        lambda: actions.tell_apart(office, uuid4(), pair.pk, seen, REASON),
        lambda: actions.merge(office, uuid4(), pair.pk, seen, other, (), REASON),
    )
    assert refusals(answers) == [DECIDED_ALREADY] * 2
    merged = MatchDecision.objects.get().verdict == "merged"
    assert UnitVersion.objects.filter(current()).count() == (1 if merged else 2)


# The pages


def test_the_list_has_both_kinds_and_a_filter(scene: Scene, browse: Browse) -> None:
    twice(scene.here)
    shops(scene.here)
    search()
    client = browse(scene.clerk)
    text = client.get(f"/{STREET}/duplicates").content.decode()
    assert "<strong>2</strong> pairs wait" in text and f"{NAME} · {NAME}" in text
    for kind, other in ((Kind.UNIT, Kind.PERSON), (Kind.PERSON, Kind.UNIT)):
        page = client.get(f"/{STREET}/duplicates?kind={kind}").content.decode()
        [row] = Duplicate.objects.filter(kind=kind)
        assert "<strong>1</strong> pair waits" in page and f"/duplicates/{row.pk}?kind={kind}" in page
        assert str(Duplicate.objects.get(kind=other).pk) not in page
        with reading(scene.clerk, READ_DUPLICATES):
            found = access.listed(scene.clerk, Filters(kind=kind), "")
        assert len(found.rows) == found.total == 1


def test_the_pair_shows_facts_addresses_and_staff_and_no_key_trade(scene: Scene, browse: Browse) -> None:
    shops(scene.here)
    UnitVersion.objects.update(key_trade=True)
    search()
    text = browse(scene.clerk).get(f"/{STREET}/duplicates/{only_pair().pk}").content.decode()
    for said in (
        "One unit or two?",
        fictive_credit_code(1),
        *(door.address for door in scene.here.doors[:2]),
    ):
        assert said in text
    assert "钱**" in text or "钱*" in text
    for hidden in (make.EMPLOYEE, fictive_phone(1), line().document_number, "Key trade"):
        assert hidden not in text


def test_the_page_merges_with_the_values_chosen(scene: Scene, browse: Browse) -> None:
    one, other = shops(scene.here)
    search()
    pair, client = only_pair(), browse(scene.clerk)
    sent = {
        "client_id": str(uuid4()),
        "version": version(pair),
        "verdict": "merged",
        "kept": "one",
        "part_address": "other",
        "reason": REASON,
    }
    assert client.post(f"/{STREET}/duplicates/{pair.pk}", sent).status_code == 302
    assert UnitVersion.objects.get(current(), unit=one).door_id == scene.here.doors[1].pk
    merged = client.get(f"/{STREET}/units/{other}")
    text = merged.content.decode()
    assert merged.status_code == 200 and "Part of another record" in text and f"/units/{one}" in text
    assert "Credit" not in text and make.EMPLOYEE[0] not in text
    values = client.get(f"/{STREET}/units/{one}/values").content.decode()
    assert "Took in another record" in values
    decided = client.get(f"/{STREET}/duplicates/decided").content.decode()
    assert "Two records made one" in decided
    with reading(scene.clerk, READ_DECISIONS):
        [row] = listed(scene.clerk, View.MERGED).rows
    assert row.one.name == NAME
    decision = MatchDecision.objects.get()
    page = client.get(f"/{STREET}/duplicates/decided/{decision.pk}/undo").content.decode()
    assert f"{NAME} · {NAME}" in page
    assert client.get(f"/{STREET}/duplicates/{pair.pk}").status_code == 200


def test_merged_unit_of_another_committee_leads_nowhere(scene: Scene, browse: Browse) -> None:
    one, other = shops(scene.here, scene.there)
    search()
    merge(scene.office, only_pair(), one)
    text = browse(scene.other_clerk).get(f"/{STREET}/units/{other}").content.decode()
    assert "a record of another committee" in text and str(one) not in text
    assert browse(scene.clerk).get(f"/{STREET}/units/{other}").status_code == 404


def test_pages_ask_no_more_for_more_rows(scene: Scene, browse: Browse) -> None:
    client = browse(scene.clerk)
    counts = []
    for number, name in enumerate((NAME, "东海渔具", "康宁药房", "明亮眼镜")):
        opened(scene.here, number, staff=False, name=name, contact_phone=fictive_phone(number))
        opened(scene.here, number, staff=False, name=name, contact_phone=fictive_phone(number))
        search()
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/{STREET}/duplicates")
        counts.append(len(queries))
    assert counts[-1] <= counts[1]


def test_pair_asks_no_more_for_more_staff(scene: Scene, browse: Browse) -> None:
    one, _other = shops(scene.here)
    search()
    client, address = browse(scene.clerk), f"/{STREET}/duplicates/{only_pair().pk}"
    client.get(address)
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
        hired = replace(line(), document_number=fictive_resident_number("012345", date(1990, 1, 1), number))
        form = facts(credit_code=fictive_credit_code(1))
        register.alter_unit(house(), uuid4(), uuid4(), one, form, CHANGE, clock.today(), employments=(hired,))
    assert len(set(counts)) == 1


# Forms under way


def test_form_about_the_merged_unit_is_about_the_kept_one(scene: Scene) -> None:
    clerk, place = scene.clerk, scene.here
    collector = somebody(place, Role.SECURITY_TEAM).actor
    made = make.handed_over(collector, make.change(collector, place.doors[0], make.UNIT), make.a_shop())
    make.entered(clerk, made)
    one = make.stored(clerk, made.pk).unit_id
    assert one is not None
    closing = replace(make.UNIT, action=FormAction.DEREGISTER, unit=one)
    form = make.change(collector, place.doors[0], closing)
    form = make.handed_over(collector, form, make.departure())
    other = opened(place, 0, name="晨光面店", contact_phone="")
    search()
    merge(clerk, only_pair(), other)
    entry = make.entered(clerk, form)
    assert entry and make.stored(clerk, form.pk).unit_id == other
    assert UnitVersion.objects.filter(current(), unit=other).latest("valid_from").status == "closed"
    with refused(UNIT_CLOSED):
        register.close_unit(house(), uuid4(), uuid4(), other, clock.today())


def test_who_is_asked_for_at_home_works_in_the_kept_one(scene: Scene) -> None:
    """The line of which the visit tells goes: the other record has the same person since earlier."""
    collector = somebody(scene.here, Role.SECURITY_TEAM).actor
    home = str(scene.there.doors[0].pk)
    [hired] = make.a_shop().employments
    hired = replace(hired, lives=Lives.STREET, residence_door=home, residence_region="")
    content = replace(make.a_shop(), employments=(hired,))
    form = make.change(collector, scene.here.doors[0], make.UNIT)
    make.entered(scene.clerk, make.handed_over(collector, form, content))
    visit = Visit.objects.get(subdistrict=STREET, cause=Cause.EMPLOYEE)
    earlier = replace(hired, started_on=date(2026, 5, 1))
    kept = register.register_unit(
        house(), uuid4(), uuid4(), facts(), scene.here.doors[0].pk, clock.today(), employments=(earlier,)
    )
    search()
    merge(scene.clerk, only_pair(), kept)
    with reading(scene.office, READ_VISITS):
        [told] = employees.told(visit, in_full=True)
    assert (told.name, told.unit, told.gone) == (make.EMPLOYEE, NAME, False)
