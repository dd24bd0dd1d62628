import re
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sanshi.accounts.models import Account
from sanshi.collection.models import Form, HandOver, State
from sanshi.entry.actions import VolumeOpened, open_volume
from sanshi.entry.choice import Decision
from sanshi.entry.models import Entry, Filing, Match, MatchDecision, Volume
from sanshi.journal.models import Subject
from sanshi.register.facts import AlterationKind
from sanshi.verbs import Actor
from tests.entry.desk import (
    a_clerk,
    a_departure,
    a_dwelling_form,
    a_person,
    a_stay,
    an_alteration,
    an_arrival,
    entered,
    resembling,
    stored,
)
from tests.visits.neighbourhood import STREET, CommitteeHere, an_actor

Browser = Callable[[Actor], Client]
WAITS = {"reason": "等待电话核实"}


def address(route: str, *args: object) -> str:
    return reverse(route, args=(STREET, *args))


@pytest.fixture
def signed_in() -> Browser:
    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(Account.objects.get(pk=actor.account), "sanshi.accounts.backend.AccountBackend")
        return client

    return sign_in


def text(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def sent(form: Form, **given: object) -> dict[str, object]:
    return {"client_id": uuid4(), "version": form.version, **given}


def decided(form: Form, **given: object) -> dict[str, object]:
    """As a page sends it where the match says: somebody new."""
    return sent(form, **{"choice": "new", "band": "new", **given})


def enters(client: Client, form: Form, **given: object) -> HttpResponse:
    return client.post(address("entry-enter", form.pk), decided(form, **given))


# The queue


def test_the_queue_holds_no_name_and_no_number_of_a_resident(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    form = an_arrival(collector, here.doors[0][0], someone := a_person(name="欧阳晓岚"))
    answer = signed_in(clerk).get(address("entry-queue"))
    shown = answer.content.decode()
    assert form.number in shown and form.door.address in shown and "2 days left" in text(answer)
    for secret in (someone.name, "欧阳", someone.document_number, someone.phone):
        assert secret not in shown


@pytest.mark.parametrize("query", ["?view=x", "?subject=x&action=y&committee=z", "?after=tampered"])
def test_a_filter_that_is_none_is_left_out(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser, query: str
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    assert form.number in text(signed_in(clerk).get(address("entry-queue") + query))


def test_leadership_and_population_office_read_the_queue_and_open_no_form(
    here: CommitteeHere, collector: Actor, signed_in: Browser
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    for role, place in (("secretary", {"committee": here.row}), ("population-office", {})):
        client = signed_in(an_actor(role, **place))
        answer = client.get(address("entry-queue"))
        assert form.number in text(answer)
        assert address("entry-desk", form.pk) not in answer.content.decode()
        assert client.get(address("entry-desk", form.pk)).status_code == 404
        assert enters(client, form).status_code == 404


def test_an_empty_queue_says_what_is_coming(here: CommitteeHere, clerk: Actor, signed_in: Browser) -> None:
    answer = signed_in(clerk).get(address("entry-queue"))
    assert "They appear when a collector hands them over." in text(answer)


# The desk


def test_the_desk_says_who_is_deregistered_before_and_after(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    someone = a_person(name="欧阳晓岚")
    entered(clerk, form := an_arrival(collector, here.doors[0][0], someone))
    leaves = a_departure(collector, stored(form.pk))
    before = text(signed_in(clerk).get(address("entry-desk", leaves.pk)))
    entered(clerk, leaves)
    for shown in (before, text(signed_in(clerk).get(address("entry-desk", leaves.pk)))):
        assert someone.name in shown and someone.document_number not in shown


def test_the_desk_shows_the_form_in_full_with_numbers_masked(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    form = an_arrival(collector, here.doors[0][0], someone := a_person())
    answer = signed_in(clerk).get(address("entry-desk", form.pk))
    shown = answer.content.decode()
    assert someone.name in shown and someone.document_number[-4:] in shown
    assert someone.document_number not in shown and someone.phone not in shown
    assert "Nobody in the register may be this person." in text(answer)
    assert 'data-key="n"' in shown and 'data-key="r"' in shown
    seen = Subject.objects.filter(subdistrict=STREET, subject=form.pk, line__verb="form.check")
    assert seen.get().fields == ["content"]


def test_the_desk_shows_who_it_may_be_field_by_field(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    entered(clerk, first := an_arrival(collector, here.doors[0][0], someone := a_person(name="张伟民")))
    form = an_arrival(collector, here.doors[0][1], replace(someone, name="张为民"))
    answer = signed_in(clerk).get(address("entry-desk", form.pk))
    shown = answer.content.decode()
    assert "<del>张伟民</del>" in shown and "<ins>张为民</ins>" in shown
    assert f"<del>{first.door.address}</del>" in shown and f"<ins>{form.door.address}</ins>" in shown
    assert "ends the former residence" in text(answer)
    assert 'data-key="Enter"' in shown and 'data-key="n"' not in shown
    person = stored(first.pk).person_id
    assert Subject.objects.filter(
        subdistrict=STREET, kind="register.person", subject=person, line__verb="form.check"
    ).exists()


def test_an_alteration_a_departure_and_a_dwelling_are_compared_too(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    client = signed_in(clerk)
    entered(clerk, first := an_arrival(collector, here.doors[0][0], someone := a_person(), stay := a_stay()))
    renamed = replace(someone, name="张为民")
    form = an_alteration(collector, stored(first.pk), renamed, stay, AlterationKind.CORRECTION)
    assert "<ins>张为民</ins>" in client.get(address("entry-desk", form.pk)).content.decode()
    same = an_alteration(collector, stored(first.pk), someone, stay)
    assert "changes no value" in text(client.get(address("entry-desk", same.pk)))
    leaving = a_departure(collector, stored(first.pk))
    assert "Left Shanghai" in text(client.get(address("entry-desk", leaving.pk)))
    home = a_dwelling_form(collector, here.doors[0][1])
    assert client.get(address("entry-desk", home.pk)).status_code == 200


def test_after_entry_the_next_form_is_there_with_the_way_to_undo(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    client = signed_in(clerk)
    form, following = (an_arrival(collector, door) for door in here.doors[0][:2])
    answer = enters(client, form)
    assert (answer.status_code, answer["Location"]) == (302, address("entry-desk", following.pk))
    entry = Entry.objects.get(subdistrict=STREET)
    shown = client.get(answer["Location"]).content.decode()
    assert f"Entered: {form.number}." in shown and address("entry-void", entry.pk) in shown
    assert enters(client, following)["Location"] == address("entry-queue")


def test_a_known_person_is_updated_from_the_desk(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    entered(clerk, first := an_arrival(collector, here.doors[0][0], someone := a_person()))
    form = an_arrival(collector, here.doors[0][1], someone)
    client, person = signed_in(clerk), stored(first.pk).person_id
    offered = {"band": "same", "shown": str(person)}
    refused = enters(client, form, **offered)
    assert refused.status_code == 409 and "already in the register" in text(refused)
    nobody = enters(client, form, choice=uuid4(), **offered)
    assert (nobody.status_code, "Not entered." in text(nobody)) == (422, True)
    assert enters(client, form, choice=person, **offered).status_code == 302
    assert Entry.objects.get(subdistrict=STREET, form=form).match == Match.SAME


def test_a_double_click_enters_once(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    client, form = signed_in(clerk), an_arrival(collector, here.doors[0][0])
    same = decided(form)
    assert [client.post(address("entry-enter", form.pk), same).status_code for _ in range(2)] == [302, 302]
    other = {**same, "choice": uuid4()}
    assert client.post(address("entry-enter", form.pk), other).status_code == 409
    assert Entry.objects.filter(subdistrict=STREET).count() == 1


def test_two_sessions_on_one_form_the_second_is_told(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    first, second = signed_in(clerk), signed_in(a_clerk(here, "周敏", stand_in=True))
    assert enters(first, form).status_code == 302
    for route, given in (("entry-enter", {}), ("entry-return", {"phone": "少一位"}), ("entry-hold", WAITS)):
        answer = second.post(address(route, form.pk), decided(form, **given))
        assert answer.status_code == 409
        assert "王芳" in text(answer) and "10-12 12:00" in text(answer)
        assert address("entry-desk", form.pk) in answer.content.decode()
    assert "Entered by 王芳" in text(second.get(address("entry-desk", form.pk)))


def test_a_return_keeps_what_was_typed_until_it_is_right(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    client, form = signed_in(clerk), an_arrival(collector, here.doors[0][0])
    nothing = client.post(address("entry-return", form.pk), sent(form))
    assert nothing.status_code == 422 and "Give a reason" in text(nothing)
    numbered = client.post(address("entry-return", form.pk), sent(form, phone="应为10012345678", name="不清"))
    assert numbered.status_code == 422 and 'value="不清"' in numbered.content.decode()
    assert client.post(address("entry-return", form.pk), sent(form, name="不清")).status_code == 302
    assert HandOver.objects.get(subdistrict=STREET, form=form).reasons == {"name": "不清"}


def test_the_desk_of_another_committee_is_not_there(
    here: CommitteeHere, elsewhere: CommitteeHere, collector: Actor, signed_in: Browser
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    client = signed_in(a_clerk(elsewhere, "陈静"))
    absent = client.get(address("entry-desk", uuid4()))
    for answer in (client.get(address("entry-desk", form.pk)), enters(client, form)):
        assert (answer.status_code, answer.content) == (404, absent.content)
    assert client.post(address("entry-return", form.pk), sent(form, phone="少")).status_code == 404


def test_a_draft_is_not_on_the_desk(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    Form.objects.filter(subdistrict=STREET, pk=form.pk).update(state=State.DRAFT)
    assert signed_in(clerk).get(address("entry-desk", form.pk)).status_code == 404


# Entered forms, undoing


def test_an_entry_is_undone_from_its_page(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    client = signed_in(clerk)
    entry = entered(clerk, an_arrival(collector, here.doors[0][0], someone := a_person(name="欧阳晓岚")))
    page = client.get(address("entry-void", entry.pk))
    assert "Entered by mistake" in page.content.decode()
    assert client.post(address("entry-void", entry.pk), sent(entry.form, reason="")).status_code == 422
    done = client.post(address("entry-void", entry.pk), sent(entry.form, reason="录错了"))
    assert (done.status_code, done["Location"]) == (302, address("entry-list"))
    listed = client.get(address("entry-list"))
    assert "Undone" in text(listed) and someone.name not in text(listed)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?day=2026-10-12", True),
        ("?day=2026-10-11", False),
        ("?month=2026-10", True),
        ("?month=2026-09", False),
        ("?month=x&day=y&clerk=z", True),
    ],
)
def test_entries_are_filtered_by_day_and_month(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser, query: str, shown: bool
) -> None:
    entry = entered(clerk, an_arrival(collector, here.doors[0][0]))
    assert (entry.form.number in text(signed_in(clerk).get(address("entry-list") + query))) is shown


# The archive


def test_a_paper_is_filed_at_the_place_offered(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    client = signed_in(clerk)
    entry = entered(clerk, an_arrival(collector, here.doors[0][0]))
    assert "Open a volume first" in text(client.get(address("archive")))
    opened = client.post(
        address("volume-new"), {"client_id": uuid4(), "committee": here.row.pk, "shelf_mark": "甲柜"}
    )
    volume = Volume.objects.get(subdistrict=STREET)
    assert opened["Location"] == address("volume-page", volume.pk)
    page = client.get(address("archive"))
    assert "2026-01 · 1" in text(page)
    filed = client.post(
        address("form-file", entry.form_id), {"client_id": uuid4(), "volume": volume.pk, "position": 1}
    )
    assert (filed.status_code, filed["Location"]) == (302, address("archive"))
    assert Filing.objects.get(subdistrict=STREET).position == 1
    assert "Every paper is filed." in text(client.get(address("archive")))
    assert entry.form.number in text(client.get(address("volume-page", volume.pk)))


def test_a_taken_place_is_said_beside_the_field(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    client = signed_in(clerk)
    volume = open_volume(clerk, uuid4(), VolumeOpened(here.row.pk))
    forms = [entered(clerk, an_arrival(collector, door)).form for door in here.doors[0][:2]]
    answers = [file_at(client, form, volume) for form in forms]
    assert [answer.status_code for answer in answers] == [302, 422]
    assert f"taken by form {forms[0].number}" in text(answers[1])
    assert "Next place in 2026-01: 2" in text(answers[1])


def file_at(client: Client, form: Form, volume: UUID) -> HttpResponse:
    given = {"client_id": uuid4(), "volume": volume, "position": 1}
    return client.post(address("form-file", form.pk), given)


def test_the_archive_is_read_by_the_leadership_and_filed_by_the_clerk(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    volume = open_volume(clerk, uuid4(), VolumeOpened(here.row.pk))
    form = entered(clerk, an_arrival(collector, here.doors[0][0])).form
    client = signed_in(an_actor("secretary", committee=here.row))
    assert form.number in text(client.get(address("archive")))
    assert client.get(address("volume-page", volume)).status_code == 200
    assert client.get(address("form-file", form.pk)).status_code == 404
    assert client.get(address("volume-new")).status_code == 404


# Who it is, and forms on hold


@pytest.fixture
def alike(here: CommitteeHere, clerk: Actor, collector: Actor) -> tuple[Form, UUID]:
    """On the desk, and who it may be: born on the same day, a character of the name another."""
    someone = a_person(name="欧阳晓岚")
    known = stored(entered(clerk, an_arrival(collector, here.doors[0][0], someone)).form_id).person_id
    form = an_arrival(collector, here.doors[0][1], resembling(someone))
    assert known is not None
    return form, known


def test_the_desk_offers_by_key_and_compares_on_request(
    clerk: Actor, signed_in: Browser, alike: tuple[Form, UUID]
) -> None:
    client, (form, known) = signed_in(clerk), alike
    shown = client.get(address("entry-desk", form.pk))
    assert 'data-key="1"' in shown.content.decode() and 'data-key="n"' in shown.content.decode()
    assert "Please check" in text(shown) and "brothers, sisters and twins" in text(shown)
    assert "checked" not in shown.content.decode() and "<del>" not in shown.content.decode()
    beside = client.get(address("entry-beside", form.pk, known), headers={"HX-Request": "true"})
    assert "<del>欧阳晓岚</del>" in beside.content.decode() and "<html" not in beside.content.decode()
    whole = client.get(address("entry-beside", form.pk, known)).content.decode()
    assert "<del>欧阳晓岚</del>" in whole and " checked" in whole and "<h1" in whole
    nobody = client.get(address("entry-beside", form.pk, uuid4()), headers={"HX-Request": "true"})
    assert nobody.status_code == 404


def test_a_decision_lacking_something_keeps_what_was_chosen_and_typed(
    clerk: Actor, signed_in: Browser, alike: tuple[Form, UUID]
) -> None:
    client, (form, known) = signed_in(clerk), alike
    offered = {"band": "look", "shown": str(known)}
    undecided = enters(client, form, choice="", **offered)
    assert undecided.status_code == 422 and "Choose whom this form is about" in text(undecided)
    unsaid = enters(client, form, choice=known, **offered)
    assert unsaid.status_code == 422 and "how you know" in text(unsaid)
    assert " checked" in unsaid.content.decode() and "<del>欧阳晓岚</del>" in unsaid.content.decode()
    numbered = enters(client, form, choice=known, reason="电话13800138000", **offered)
    assert numbered.status_code == 422 and 'value="电话13800138000"' in numbered.content.decode()
    assert enters(client, form, as_new="1", choice=known, reason="双胞胎", **offered).status_code == 302
    kept = MatchDecision.objects.get(subdistrict=STREET, form=form)
    assert (kept.verdict, kept.one) == ("different", known)


@pytest.mark.parametrize("route", ["entry-hold", "entry-return"])
def test_a_hold_or_a_return_lacking_its_reason_keeps_who_was_chosen(
    clerk: Actor, signed_in: Browser, alike: tuple[Form, UUID], route: str
) -> None:
    client, (form, known) = signed_in(clerk), alike
    typed = {
        "choice": known,
        "reason": "当面核对过",
        "band": "look",
        "shown": str(known),
        "client_id": uuid4(),
    }
    beside = {f"decision-{name}": value for name, value in typed.items()}
    answer = client.post(address(route, form.pk), sent(form, reason="", **beside))
    shown = answer.content.decode()
    assert answer.status_code == 422 and 'value="当面核对过"' in shown
    assert " checked" in shown and "<del>欧阳晓岚</del>" in shown
    without = client.post(address(route, form.pk), sent(form, reason=""))
    assert without.status_code == 422 and " checked" not in without.content.decode()


def test_a_page_that_is_out_of_date_is_shown_anew_with_what_was_typed(
    clerk: Actor, signed_in: Browser, alike: tuple[Form, UUID]
) -> None:
    client, (form, known) = signed_in(clerk), alike
    stale = enters(client, form, choice="new", band="new", reason="双胞胎")
    shown = stale.content.decode()
    assert stale.status_code == 409 and "somebody else to compare with" in text(stale)
    assert str(known) in shown and 'value="双胞胎"' in shown and 'name="band" value="look"' in shown
    assert not Entry.objects.filter(subdistrict=STREET, form=form).exists()


@pytest.mark.parametrize("wrong", [{"band": "x"}, {"choice": "x"}, {"shown": "x y"}])
def test_what_no_page_sends_is_not_there(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser, wrong: dict[str, str]
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    assert enters(signed_in(clerk), form, **wrong).status_code == 404


def test_a_form_is_held_and_taken_up_from_its_page(
    here: CommitteeHere, clerk: Actor, collector: Actor, signed_in: Browser
) -> None:
    client, form = signed_in(clerk), an_arrival(collector, here.doors[0][0])
    nothing = client.post(address("entry-hold", form.pk), sent(form, reason=""))
    assert nothing.status_code == 422 and "<details" in nothing.content.decode()
    held = client.post(address("entry-hold", form.pk), sent(form, **WAITS))
    assert (held.status_code, held["Location"]) == (302, address("entry-queue"))
    queue = client.get(address("entry-queue") + "?view=held")
    assert form.number in text(queue) and WAITS["reason"] in text(queue) and "Held" in text(queue)
    desk = client.get(address("entry-desk", form.pk))
    assert "Held by 王芳" in text(desk) and WAITS["reason"] in text(desk)
    taken = client.post(address("entry-take-up", form.pk), sent(stored(form.pk)))
    assert (taken.status_code, taken["Location"]) == (302, address("entry-desk", form.pk))
    assert "No forms here." in text(client.get(address("entry-queue") + "?view=held"))


def test_decisions_are_listed_masked_and_undone(
    clerk: Actor, signed_in: Browser, alike: tuple[Form, UUID]
) -> None:
    client, (form, known) = signed_in(clerk), alike
    entered(clerk, form, Decision(reason="双胞胎"))
    page = client.get(address("decision-list"))
    assert form.number in text(page) and "双胞胎" in text(page) and "欧阳晓岚" not in text(page)
    assert address("person-page", known) in page.content.decode()
    kept = MatchDecision.objects.get(subdistrict=STREET, form=form)
    undo = address("decision-undo", kept.pk)
    assert client.post(undo, {"client_id": uuid4(), "reason": ""}).status_code == 422
    done = client.post(undo, {"client_id": uuid4(), "reason": "看错了"})
    assert (done.status_code, done["Location"]) == (302, address("decision-list"))
    assert "看错了" in text(client.get(address("decision-list") + "?view=undone"))
    assert client.post(undo, {"client_id": uuid4(), "reason": "看错了"}).status_code == 409
