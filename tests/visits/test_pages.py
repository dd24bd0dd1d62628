import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sanshi import clock
from sanshi.accounts.models import Account
from sanshi.verbs import Actor
from sanshi.visits import access
from sanshi.visits.access import FormRef
from sanshi.visits.actions import close_visit
from sanshi.visits.models import Attempt, Outcome, Visit
from sanshi.visits.rules import Closing
from tests.visits.neighbourhood import NOON, STREET, CommitteeHere, a_visit, an_actor

Browser = Callable[[Actor], Client]


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


def version(visit: Visit) -> int:
    return Visit.objects.get(subdistrict=STREET, pk=visit.pk).version


def test_the_list_shows_the_own_queue_with_its_clocks(
    here: CommitteeHere, elsewhere: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    mine, foreign = a_visit(here.doors[0][0]), a_visit(elsewhere.doors[0][0])
    answer = signed_in(coordinator).get(address("visit-list"))
    assert answer.status_code == 200
    assert mine.number in text(answer) and foreign.number not in text(answer)
    assert "3 days left" in text(answer)


@pytest.mark.parametrize(
    "query", ["?state=nonsense", "?team=x&matter=y&committee=z", "?after=tampered", "?view=day"]
)
def test_a_filter_that_is_none_is_left_out(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser, query: str
) -> None:
    a_visit(here.doors[0][0])
    answer = signed_in(coordinator).get(address("visit-list") + query)
    assert (answer.status_code, "Moved in" in text(answer)) == (200, True)


def test_a_phone_gets_the_days_round(here: CommitteeHere, coordinator: Actor, signed_in: Browser) -> None:
    a_visit(here.doors[0][0])
    client = signed_in(coordinator)
    phone = client.get(
        address("visit-list"), headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Mobile"}
    )
    assert b'<body class="phone' in phone.content
    assert here.doors[0][0].building.address in text(phone)
    assert b'<body class="office' in client.get(address("visit-list")).content


def test_an_overseer_chooses_between_the_own_and_all(here: CommitteeHere, signed_in: Browser) -> None:
    visit = a_visit(here.doors[0][0])
    client = signed_in(an_actor("secretary", committee=here.row))
    assert visit.number not in text(client.get(address("visit-list")))
    assert visit.number in text(client.get(address("visit-list") + "?whose=all"))


def test_a_foreign_visit_is_not_found(
    here: CommitteeHere, elsewhere: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    foreign = a_visit(elsewhere.doors[0][0])
    client = signed_in(coordinator)
    absent = client.get(address("visit-page", uuid4()))
    for route in ("visit-attempt", "visit-close"):
        assert client.post(address(route, foreign.pk)).status_code == 404
    answer = client.get(address("visit-page", foreign.pk))
    assert (answer.status_code, answer.content) == (404, absent.content)


def test_the_page_offers_what_can_be_found(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    an_actor("steward", name="陈阿姨", committee=here.row, beat=here.beats[0], group=here.groups[0])
    page = text(signed_in(coordinator).get(address("visit-page", a_visit(here.doors[0][0]).pk)))
    for words in ("Something has changed", "No change", "Nobody in", "Refused", "Not verifiable", "陈阿姨"):
        assert words in page
    assert "Collected already" not in page


def test_who_only_reads_gets_no_buttons(here: CommitteeHere, signed_in: Browser) -> None:
    visit = a_visit(here.doors[0][0])
    page = text(signed_in(an_actor("population-office")).get(address("visit-page", visit.pk)))
    assert visit.number in page
    assert "What did you find?" not in page and "What the register holds" not in page


def test_an_attempt_and_a_closing_by_the_pages_forms(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    visit, client = a_visit(here.doors[0][0]), signed_in(coordinator)
    page = address("visit-page", visit.pk)
    tried = {"client_id": uuid4(), "version": 0, "result": "nobody-in"}
    answers = [client.post(address("visit-attempt", visit.pk), tried) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [page, page]
    assert Attempt.objects.filter(subdistrict=STREET).count() == 1
    closing = {"client_id": uuid4(), "version": 1, "outcome": "unfounded", "remark": "还是原来的人家"}
    assert client.post(address("visit-close", visit.pk), closing).status_code == 302
    shown = text(client.get(page))
    assert "还是原来的人家" in shown and "What did you find?" not in shown


def test_a_refused_remark_is_kept_and_said_beside_its_field(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    visit = a_visit(here.doors[0][0])
    sent = {"client_id": uuid4(), "version": 0, "outcome": "not-verifiable", "remark": "电话 139 0000 0001"}
    answer = signed_in(coordinator).post(address("visit-close", visit.pk), sent)
    assert answer.status_code == 422
    assert "139 0000 0001" in text(answer) and "A remark holds no ID or phone number" in text(answer)
    assert version(visit) == 0


def test_a_duplicate_needs_one_of_the_doors_forms(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = FormRef(uuid4(), "2026-10-00417", None, "")
    monkeypatch.setattr(access._offered, "forms_at", lambda street, door: [form])
    visit, client = a_visit(here.doors[0][0]), signed_in(coordinator)
    assert "2026-10-00417" in text(client.get(address("visit-page", visit.pk)))
    sent = {"client_id": uuid4(), "version": 0, "outcome": "duplicate"}
    assert client.post(address("visit-close", visit.pk), sent).status_code == 422
    sent |= {"client_id": uuid4(), "same_as_form": form.id}
    assert client.post(address("visit-close", visit.pk), sent).status_code == 302


def test_two_sessions_on_one_visit_the_second_hears_of_the_first(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    colleague = an_actor("coordinator", name="王芳", committee=here.row)
    visit = a_visit(here.doors[0][0])
    with clock.frozen(NOON.replace(hour=10, minute=32)):
        close_visit(colleague, uuid4(), visit.pk, 0, Closing(Outcome.NOT_VERIFIABLE))
    sent = {"client_id": uuid4(), "version": 0, "outcome": "unfounded"}
    answer = signed_in(coordinator).post(address("visit-close", visit.pk), sent)
    assert answer.status_code == 409
    for words in ("Not verifiable", "王芳", "10-12 10:32"):
        assert words in text(answer)


def test_reading_a_visit_is_a_line_of_the_journal(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    from sanshi.journal.models import Line, Subject

    visit = a_visit(here.doors[0][0])
    signed_in(coordinator).get(address("visit-page", visit.pk))
    line = Line.objects.filter(subdistrict=STREET).order_by("-number")[0]
    assert (line.verb, line.purpose, line.account) == ("visit.read", "collection", coordinator.account)
    subjects: set[UUID] = set(
        Subject.objects.filter(subdistrict=STREET, line=line).values_list("subject", flat=True)
    )
    assert visit.pk in subjects
