"""Every value with the form it came from, on the record pages: in both times, masked, within the reach."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.collection.models import Form
from sanshi.entry import actions as desk
from sanshi.identity.fictive import fictive_phone
from sanshi.register import actions
from sanshi.register.facts import Alteration, AlterationKind, DwellingFacts, EndFacts, PersonFacts
from sanshi.register.models import Residency
from sanshi.vault.masking import mask_name, mask_phone
from tests import make, persons
from tests.make import ARRIVED, STREET
from tests.register.browsing import FACTS, address, last_line, lives, text
from tests.register.test_merging import merge
from tests.register.town import a_dwelling, a_unit, at

CORRECTION, CHANGE = AlterationKind.CORRECTION, AlterationKind.CHANGE
SECOND, THIRD = fictive_phone(71), fictive_phone(72)


def stay_of(person: UUID) -> UUID:
    return Residency.objects.get(subdistrict=STREET, person=person).pk


def alter(person: UUID, kind: AlterationKind, on: date | None = None, **facts: object) -> UUID:
    """The form's id."""
    form, said = uuid4(), PersonFacts(**{"name": FACTS.name, **facts})  # type: ignore[arg-type]
    alteration = Alteration(kind, on)
    actions.alter_person(make.house(), uuid4(), form, stay_of(person), said, None, alteration, clock.today())
    return form


def values(client, route: str, pk: UUID, **query: str) -> str:
    answer = client.get(address(route, pk), query)
    assert answer.status_code == 200
    return text(answer)


def test_old_values_stand_beside_the_new_ones_masked(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    with clock.frozen(at(5)):
        alter(person, CHANGE, date(2026, 8, 4), phone=SECOND)
    with clock.frozen(at(6)):
        alter(person, CORRECTION, phone=THIRD)
        shown = values(signed_in(clerk), "person-values", person)
    for phone in (FACTS.phone, SECOND, THIRD):
        assert mask_phone(phone) in shown and phone not in shown
    assert FACTS.document_number not in shown
    assert "Corrected" in shown and "Struck out by" in shown and "3 values" in shown
    assert "2026-08-01 (周六) – 2026-08-04" in shown or "2026-08-01 (Sat) – 2026-08-04" in shown


def test_what_was_recorded_later_is_not_told_at_an_earlier_day(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    with clock.frozen(at(6)):
        alter(person, CORRECTION, phone=SECOND)
        client = signed_in(clerk)
        earlier = values(client, "person-values", person, known="2026-08-05")
        assert mask_phone(SECOND) not in earlier and "Struck out by" not in earlier
        assert mask_phone(FACTS.phone) in earlier
        assert "Nothing was known of it then." in values(client, "person-values", person, known="2026-08-02")
        assert mask_phone(SECOND) in values(client, "person-values", person)


def test_values_of_a_residency_in_another_committee_are_told_there(here, elsewhere, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    with clock.frozen(at(20)):
        lives(elsewhere.doors[0], same_as=person, started_on=date(2026, 8, 18), registered_region="012399")
        client = signed_in(clerk)
        shown, page = (
            values(client, "person-values", person),
            text(client.get(address("person-page", person))),
        )
    assert "1 residency in another committee" in shown
    for said in (shown, page):
        assert "012399" not in said and elsewhere.doors[0].address not in said
    assert "第2居委" in page


def test_the_number_of_queries_is_the_same_however_often_a_record_changed(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    actions.register_dwelling(make.house(), uuid4(), uuid4(), a_dwelling(), here.doors[0].pk, clock.today())
    unit = actions.register_unit(make.house(), uuid4(), uuid4(), a_unit(), here.shop.pk, clock.today())
    client = signed_in(clerk)
    asked = {
        "person-page": person,
        "person-values": person,
        "person-readers": person,
        "dwelling-page": here.doors[0].pk,
        "dwelling-values": here.doors[0].pk,
        "unit-page": unit,
        "unit-values": unit,
    }

    def counted() -> dict[str, int]:
        found = {}
        for route, pk in asked.items():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address(route, pk)).status_code == 200
            found[route] = len(queries)
        return found

    counted()
    first = counted()
    for day in range(4, 10):
        with clock.frozen(at(day)):
            alter(person, CHANGE, phone=fictive_phone(80 + day))
            home = DwellingFacts(use="home", occupancy="let", designed_rooms=day)
            actions.register_dwelling(make.house(), uuid4(), uuid4(), home, here.doors[0].pk, clock.today())
            facts = a_unit(contact_phone=fictive_phone(90 + day))
            alteration = Alteration(CHANGE, None)
            actions.alter_unit(make.house(), uuid4(), uuid4(), unit, facts, alteration, clock.today())
    assert counted() == first
    assert max(first.values()) <= 32


@pytest.mark.parametrize("route", ["person-values", "person-readers", "person-answer"])
def test_a_person_of_another_committee_is_not_there(here, elsewhere, clerk, signed_in, route) -> None:
    foreign = lives(elsewhere.doors[0])
    client = signed_in(clerk)
    assert client.get(address(route, foreign)).status_code == 404
    assert client.get(address(route, uuid4())).status_code == 404


@pytest.mark.parametrize("route", ["dwelling-values", "dwelling-readers"])
def test_a_door_of_another_committee_is_not_there(here, elsewhere, clerk, signed_in, route) -> None:
    assert signed_in(clerk).get(address(route, elsewhere.doors[0].pk)).status_code == 404


def test_a_reading_of_the_values_is_journalled(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    signed_in(clerk).get(address("person-values", person))
    line, seen = last_line()
    assert line.verb == "person.read" and {person, stay_of(person)} <= seen


def test_a_unit_tells_its_addresses_and_hides_what_is_not_for_the_reader(here, signed_in) -> None:
    facts = a_unit(key_trade=True)
    unit = actions.register_unit(
        make.house(), uuid4(), uuid4(), facts, here.shop.pk, clock.today(), by_police=True
    )
    section = values(signed_in(persons.somebody(here, Role.SECTION)), "unit-values", unit)
    assert here.shop.address in section
    assert facts.contact_name not in section and "Key trade" not in section
    officer = values(signed_in(persons.somebody(here, Role.OFFICER)), "unit-values", unit)
    assert facts.contact_name in officer and "Key trade" in officer
    assert mask_phone(facts.contact_phone) in officer


def test_a_dwelling_tells_its_values_with_the_contacts_name_masked(here, clerk, signed_in) -> None:
    facts = a_dwelling()
    actions.register_dwelling(make.house(), uuid4(), uuid4(), facts, here.doors[0].pk, clock.today())
    shown = values(signed_in(clerk), "dwelling-values", here.doors[0].pk)
    assert mask_name(facts.contact_name) in shown and facts.contact_name not in shown
    assert "Nothing was known of it then." in values(signed_in(clerk), "dwelling-values", here.doors[1].pk)


# Forms that are there


@pytest.fixture
def entered(here, clerk) -> Form:
    """One who arrived by a form of the coordinator's, entered by the clerk."""
    collector = persons.somebody(here, Role.COORDINATOR).actor
    with clock.frozen(make.NOW):
        form = make.handed_over(collector, make.change(collector, here.doors[0], ARRIVED), make.arrival())
        make.entered(clerk.actor, form)
        return make.stored(clerk.actor, form.pk)


def test_a_value_names_its_form_and_who_entered_it(here, entered, clerk, signed_in) -> None:
    with clock.frozen(make.NOW):
        answer = signed_in(clerk).get(address("person-values", entered.person_id))
    assert entered.number in text(answer) and "王芳" in text(answer)
    assert address("form-page", entered.pk) in answer.content.decode()


def test_a_form_that_may_not_be_read_is_named_without_a_link(here, entered, signed_in) -> None:
    with clock.frozen(make.NOW):
        cadre = persons.somebody(here, Role.CADRE)
        answer = signed_in(cadre).get(address("person-values", entered.person_id))
    assert entered.number in text(answer)
    assert address("form-page", entered.pk) not in answer.content.decode()


def test_an_undone_form_stays_in_the_history(here, entered, clerk, signed_in) -> None:
    with clock.frozen(make.NOW.replace(hour=15)):
        entry = entered.entries.get()
        desk.void_entry(clerk.actor, uuid4(), entry.pk, "mistake")
        shown = values(signed_in(clerk), "person-values", entered.person_id)
    assert "Undone" in shown and "The form was undone" in shown and entered.number in shown


def test_a_merged_record_says_where_it_goes_on(here, clerk, signed_in) -> None:
    kept, other = lives(here.doors[0]), lives(here.doors[1], make.person("李小龙"))
    with clock.frozen(at(5)):
        merge(make.house(), uuid4(), kept, other)
        client = signed_in(clerk)
        page = client.get(address("person-page", other))
        assert "Part of another record" in text(page) and mask_name(FACTS.name) in text(page)
        assert address("person-page", kept) in page.content.decode()
        assert "Struck out by" in values(client, "person-values", other)
        earlier = text(client.get(address("person-page", other), {"known": "2026-08-04"}))
        assert "李小龙" in earlier and "Part of another record" not in earlier


# Relations


def test_the_household_stands_beside_and_another_household_does_not(here, clerk, signed_in) -> None:
    person = lives(here.doors[0], relation_to_head="01")
    lives(here.doors[0], make.person("李小龙"), relation_to_head="10")
    lives(here.doors[0], make.person("欧阳明月"), household=2)
    shown = text(signed_in(clerk).get(address("person-page", person)))
    assert mask_name("李小龙") in shown and "Spouse" in shown
    assert mask_name("欧阳明月") not in shown


def test_a_guardian_of_the_register_is_a_link_within_the_reach_only(
    here, elsewhere, clerk, signed_in
) -> None:
    near, far = lives(here.doors[0]), lives(elsewhere.doors[0], make.person("司马冬青"))
    client = signed_in(clerk)
    for guardian, opens in ((near, True), (far, False)):
        child = lives(here.doors[1], make.person("小小", guardian=guardian, birth_date=date(2020, 1, 1)))
        page = client.get(address("person-page", child))
        linked = address("person-page", guardian) in page.content.decode()
        assert linked is opens and mask_name("司马冬青") not in text(page)


# Who read it


def test_readers_are_named_with_their_posts_page_by_page(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    client, begun = signed_in(clerk), clock.now()
    for minute in range(22):
        with clock.frozen(begun + timedelta(minutes=minute)):
            page = client.get(address("person-page", person))
    assert "王芳 Entry clerk · 第1居委" in text(page) or "王芳" in text(page)
    assert address("person-readers", person) in page.content.decode()
    everything = client.get(address("person-readers", person))
    assert text(everything).count("Check a record against what was found") >= 22
    assert last_line()[0].verb == "person.read"
    # A mark that is none is left out.
    assert client.get(address("person-readers", person), {"after": "x" * 30}).status_code == 200
    assert "Nobody read" in text(client.get(address("person-readers", person), {"after": "1"}))


def test_what_one_person_reads_within_a_minute_is_one_row(here, clerk, signed_in) -> None:
    """Every line of the journal stands in it; another purpose or somebody else is another row."""
    person = lives(here.doors[0])
    client, colleague = signed_in(clerk), signed_in(persons.somebody(here, Role.COORDINATOR))
    for reader in (client, client, client, colleague):
        reader.get(address("person-page", person))
    (line, _seen), shown = last_line(), client.get(address("person-readers", person))
    assert text(shown).count("Read a resident") == 2 and "× 3" in text(shown)
    answer = text(client.get(address("person-answer", person)))
    assert f"{line.number - 3}–{line.number - 1}" in answer


def test_a_resident_is_answered_by_posts_and_purposes(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    reader = persons.somebody(here, Role.COORDINATOR)
    signed_in(reader).get(address("person-page", person))
    answer = signed_in(clerk).get(address("person-answer", person))
    shown = text(answer)
    assert FACTS.name in shown and "Coordinator" in shown and "第1居委" in shown
    assert "Check a record against what was found" in shown
    # Staff are told by their posts.
    assert persons.NAMES[Role.COORDINATOR] not in shown
    line, seen = last_line()
    assert (line.verb, line.purpose) == ("person.answer", "resident-request") and person in seen


def test_only_who_answers_residents_may_print_it(here, signed_in) -> None:
    person = lives(here.doors[0])
    coordinator = persons.somebody(here, Role.COORDINATOR)
    assert signed_in(coordinator).get(address("person-answer", person)).status_code == 404


# In both times


def test_the_page_says_in_words_what_it_is_turned_to(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    with clock.frozen(at(20)):
        client = signed_in(clerk)
        end = EndFacts(date(2026, 8, 10), "left-shanghai")
        actions.end_residency(make.house(), uuid4(), uuid4(), stay_of(person), end)
        page = client.get(address("person-page", person), {"on": "2026-08-09", "known": "2026-08-19"})
    assert all(one in text(page) for one in ("What was so on 2026-08-09", "as known on 2026-08-19"))
    # The part below is asked for the same day, and links go on with it.
    assert "?on=2026-08-09&amp;known=2026-08-19" in page.content.decode()
