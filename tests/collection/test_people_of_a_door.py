"""On the page of a form: households of the door, a child's guardian, where somebody went, moving within."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from sanshi.collection.access import content_of
from sanshi.collection.actions import Change, Finding, open_change
from sanshi.collection.models import Form, FormAction
from sanshi.register import actions as register
from sanshi.register.models import Residency
from sanshi.territory.models import Door
from sanshi.vault.masking import mask_name
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory
from tests import make
from tests.collection.page_steps import Browser, address, sent, text
from tests.collection.samples import form_at
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, an_actor


def lives(door: Door, name: str, **stay: object) -> UUID:
    person, facts = make.person(name), make.stay(**stay)
    ids = (uuid4(), uuid4())
    return register.register_person(make.house(STREET), *ids, person, facts, door.pk, TODAY, None)


def residency_of(person: UUID) -> UUID:
    return Residency.objects.get(subdistrict=STREET, person=person).pk


def opened(actor: Actor, door: Door, finding: Finding) -> Form:
    return form_at(open_change(actor, uuid4(), Change(door.pk, finding, TODAY)))


def test_households_of_the_door_are_offered_masked_and_a_new_one(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    door = here.doors[0][0]
    for name, household in (("欧阳明月", 1), ("欧阳小月", 1), ("诸葛晴", 2)):
        lives(door, name, household=household)
    form = opened(coordinator, door, Finding(FoundCategory.FROM_ELSEWHERE))
    page = text(signed_in(coordinator).get(address("form-fill", form.pk)))
    assert f"Household 1: {mask_name('欧阳明月')}, 2 persons" in page
    assert f"Household 2: {mask_name('诸葛晴')}, 1 person" in page
    assert "Another household: 3" in page and "欧阳明月" not in page.split("Guardian")[0]
    signed_in(coordinator).post(address("form-fill", form.pk), sent(form, household="3", keep="1"))
    content = content_of(form_at(form.pk))
    assert content.residency is not None and content.residency.household == 3


def test_an_adult_of_the_door_is_chosen_as_a_childs_guardian(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    door, browser = here.doors[0][0], signed_in(coordinator)
    parent = lives(door, "欧阳明月")
    child = make.person("欧阳小小", document_type="113", document_number="", sex="1", phone="")
    child = replace(child, birth_date=date(2018, 1, 1), guardian_name="某", guardian_phone="")
    register.register_person(make.house(STREET), uuid4(), uuid4(), child, make.stay(), door.pk, TODAY, None)
    form = opened(coordinator, door, Finding(FoundCategory.FROM_ELSEWHERE))
    page = browser.get(address("form-fill", form.pk)).content.decode()
    assert f'value="{parent}"' in page and page.count('name="guardian"') == 2
    data = sent(form, document_number="", document_type="113", sex="2", birth_date="2019-01-01")
    data |= {"guardian": str(parent), "guardian_name": "某", "guardian_phone": "", "keep": "1"}
    browser.post(address("form-fill", form.pk), data)
    person = content_of(form_at(form.pk)).person
    assert person is not None and (person.guardian, person.guardian_name) == (parent, "")
    browser.post(
        address("form-fill", form.pk),
        {**data, "client_id": str(uuid4()), "version": "1", "guardian": str(uuid4())},
    )
    person = content_of(form_at(form.pk)).person
    assert person is not None and person.guardian is None


def test_a_deregistration_asks_where_to_says_what_it_does_and_who_is_head_now(
    here: CommitteeHere, elsewhere: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    door, browser = here.doors[0][0], signed_in(coordinator)
    head = residency_of(lives(door, "欧阳明月", relation_to_head="01"))
    lives(door, "欧阳小月", relation_to_head="20")
    finding = Finding(FoundCategory.FROM_ELSEWHERE, FormAction.DEREGISTER, residency=head)
    form = opened(coordinator, door, finding)
    page = browser.get(address("form-fill", form.pk))
    assert "1 person stays there" in text(page) and "This residency never was" in text(page)
    assert f'value="{elsewhere.row.code}"' in page.content.decode()
    assert f"{address('form-move', head)}?instead_of={form.pk}" in page.content.decode()
    data = {"client_id": uuid4(), "version": 0, "ended_on": "2026-10-09", "end_reason": "moved"}
    data |= {"moved_committee": elsewhere.row.code, "moved_region": "001501", "next": "1"}
    data |= {"collected_at": "2026-10-12T10:00"}
    browser.post(address("form-fill", form.pk), data)
    end = content_of(form_at(form.pk)).end
    assert end is not None and (end.moved_committee, end.moved_region) == (elsewhere.row.code, "")
    summary = text(browser.get(address("form-page", form.pk)))
    assert elsewhere.row.name in summary and "The residency here ends on that day" in summary


def test_a_deregistration_says_of_whom_it_is(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    """Two who leave one door are told apart by their names alone."""
    door, browser = here.doors[0][0], signed_in(coordinator)
    stay = residency_of(lives(door, "欧阳明月"))
    form = opened(
        coordinator, door, Finding(FoundCategory.FROM_ELSEWHERE, FormAction.DEREGISTER, residency=stay)
    )
    for page in ("form-fill", "form-page", "form-print"):
        assert "欧阳明月" in text(browser.get(address(page, form.pk))), page
    masked = text(signed_in(an_actor("secretary", committee=here.row)).get(address("form-page", form.pk)))
    assert mask_name("欧阳明月") in masked and "欧阳明月" not in masked


def test_moving_within_the_street_begins_at_the_old_door(
    here: CommitteeHere, coordinator: Actor, cadre: Actor, signed_in: Browser
) -> None:
    old, new = here.doors[0][0], here.doors[0][1]
    stay, browser = residency_of(lives(old, "欧阳明月")), signed_in(coordinator)
    data = {"client_id": uuid4(), "action": "move", "residency": stay}
    where = browser.post(address("form-open"), data)["Location"]
    assert where == address("form-move", stay)
    page = f"{where}?building={new.building_id}"
    shown = browser.get(page)
    assert (
        mask_name("欧阳明月") in text(shown)
        and "欧阳明月" not in text(shown)
        and f'value="{old.pk}"' not in str(shown.content)
    )
    answer = browser.post(page, {"client_id": uuid4(), "door": new.pk, "category": "from-elsewhere"})
    form = Form.objects.get(subdistrict=STREET)
    assert answer["Location"] == address("form-fill", form.pk)
    assert (form.door, form.residency_id, form.action) == (new, stay, "register")
    filled = text(browser.get(answer["Location"]))
    assert f"Moved here from {old.address}" in filled
    refused = browser.post(page, {"client_id": uuid4(), "door": new.pk, "category": "overseas"})
    # Beside the category, with the door still chosen.
    assert (refused.status_code, "does not collect this category" in text(refused)) == (422, True)
    assert refused.context["form"]["door"].value() == str(new.pk)
    assert browser.get(address("form-move", uuid4())).status_code == 404


def test_who_is_registered_only_does_not_move(
    here: CommitteeHere, elsewhere: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    only = lives(
        here.doors[0][0],
        "欧阳明月",
        category="separated",
        separation="registered-here",
        present_region="徐汇",
    )
    foreign = lives(elsewhere.doors[0][0], "诸葛晴")
    browser = signed_in(coordinator)
    for person in (only, foreign):
        assert browser.get(address("form-move", residency_of(person))).status_code == 404
