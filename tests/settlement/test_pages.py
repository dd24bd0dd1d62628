"""Settlement on screen: who sees which statement, an amount opened to its pieces, figures typed in."""

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sanshi.accounts.models import Role
from sanshi.journal.models import Line, Subject
from sanshi.rulebook.quarter import Quarter
from sanshi.settlement import access, actions
from sanshi.settlement.access import own_work
from sanshi.settlement.actions import Figures
from sanshi.settlement.models import InspectionResult, Statement, StatementLine, Step
from tests import persons
from tests.persons import Person
from tests.settlement.rows import STREET, Street, on

Q3, DAY = "2026Q3", "2026-10-09"


def signed_in(person: Person) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(person.account, "sanshi.accounts.backend.AccountBackend")
    return client


def address(route: str, *args: object) -> str:
    return reverse(route, args=(STREET, *args))


def text(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def other_statement() -> Statement:
    return Statement.objects.get(subdistrict=STREET, committee__code=f"{STREET}002")


# Who sees what


def test_a_secretary_sees_the_own_committees_statement_only(street: Street) -> None:
    secretary = persons.somebody(street.here, Role.SECRETARY)
    street.arrival("2026-08-03")
    street.approved(DAY, Q3)
    own, other = street.statement(Q3), other_statement()
    with on(DAY, 17):
        client = signed_in(secretary)
        page = client.get(address("settlement-page", Q3))
        assert own.committee.name in text(page) and other.committee.name not in text(page)
        for route in ("statement-page", "statement-print"):
            assert client.get(address(route, own.pk)).status_code == 200
            assert client.get(address(route, other.pk)).status_code == 404
        for line in StatementLine.objects.filter(subdistrict=STREET):
            wanted = 200 if line.statement_id == own.pk else 404
            assert client.get(address("line-page", line.pk)).status_code == wanted


def test_who_earns_sees_the_own_amount_once_it_is_approved(street: Street) -> None:
    street.confirmed("2026-08-04", street.notice("2026-08-03"))
    street.arrival("2026-08-03")
    street.calculate(DAY, Q3)
    own = street.line(Q3, "notice-reward", street.steward)
    others = street.line(Q3, "collection-reward", street.coordinator)
    with on(DAY, 14, 30):
        client = signed_in(street.steward)
        assert client.get(address("own-line", own.pk)).status_code == 404
        assert f"{Q3} · " not in text(client.get(address("own-rewards")))
    street.step(DAY, actions.check, street.checker, Q3)
    street.step(DAY, actions.approve, street.leader, Q3, 16)
    with on(DAY, 17):
        client = signed_in(street.steward)
        page = client.get(address("own-line", own.pk))
        assert (page.status_code, "¥2.00" in text(page)) == (200, True)
        assert f"{Q3} · " in text(client.get(address("own-rewards")))
        for route, line in (("own-line", others), ("line-page", own), ("line-page", others)):
            assert client.get(address(route, line.pk)).status_code == 404
        for route in ("settlement-page", "settlement-list", "statement-page"):
            args = {
                "settlement-page": [Q3],
                "settlement-list": [],
                "statement-page": [street.statement(Q3).pk],
            }
            assert client.get(address(route, *args[route])).status_code == 404


def test_reading_what_people_earn_is_journalled(street: Street) -> None:
    street.arrival("2026-08-03")
    street.approved(DAY, Q3)
    line = street.line(Q3, "collection-reward", street.coordinator)
    with on(DAY, 17):
        client = signed_in(street.finance)
        client.get(address("statement-page", street.statement(Q3).pk))
        client.get(address("line-page", line.pk))
        signed_in(street.coordinator).get(address("own-rewards"))
    read = Line.objects.filter(subdistrict=STREET, verb__in=("settlement.read", "reward.read"))
    assert list(read.order_by("number").values_list("verb", "account")) == [
        ("settlement.read", street.finance.account.pk),
        ("settlement.read", street.finance.account.pk),
        ("reward.read", street.coordinator.account.pk),
    ]


# An amount and its pieces


def test_an_amount_opens_to_its_pieces_and_to_nobodys_name(street: Street) -> None:
    for day in ("2026-08-03", "2026-08-04"):
        street.arrival(day)
    notice = street.notice("2026-08-05")
    street.confirmed("2026-08-06", notice)
    street.calculate(DAY, Q3)
    with on(DAY, 17):
        client = signed_in(street.checker)
        for line in street.lines(Q3):
            page = client.get(address("line-page", line.pk))
            assert page.status_code == 200
            rows = page.content.decode().count('class="serial')
            assert rows == line.count
            assert "张伟民" not in text(page)
        notices = client.get(address("line-page", street.line(Q3, "notice-reward", street.steward).pk))
    assert notice.number in text(notices) and street.here.doors[0].address in text(notices)


def test_long_lists_of_pieces_go_on_by_pages(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in ("2026-08-03", "2026-08-04", "2026-08-05"):
        street.arrival(day)
    street.calculate(DAY, Q3)
    line = street.line(Q3, "collection-reward", street.coordinator)
    monkeypatch.setattr("sanshi.settlement.access.policy_on", lambda *_: _Two)
    with on(DAY, 17):
        client = signed_in(street.checker)
        first = client.get(address("line-page", line.pk))
        (after,) = set(re.findall(r"after=([^\"&]+)", first.content.decode()))
        second = client.get(address("line-page", line.pk) + f"?after={after}")
    counts = [page.content.decode().count('class="serial') for page in (first, second)]
    assert counts == [2, 1]


class _Two:
    class house:
        rows_a_page = 2


def test_the_table_of_committees_agrees_with_the_statements(street: Street) -> None:
    entry = street.arrival("2026-03-09")
    street.inspect("2026-03-30", "2026Q1", Figures(200, 13, 1, 2))
    street.approved("2026-04-02", "2026Q1")
    street.void("2026-04-20", entry)
    street.arrival("2026-05-11")
    street.arrival("2026-05-12")
    street.calculate("2026-07-02", "2026Q2")
    with on("2026-07-02", 17):
        settlement = access.settlement(street.checker.actor, "2026Q2")
        row, _other = access.statement_rows(street.checker.actor, settlement)
        # 100 taken back, 24 of it were deducted: the table has both under the earlier quarter.
        assert (row.collection_reward, row.deduction, row.correction) == (200, 0, -76)
        assert (row.subsidy, row.allowance, row.carried) == (30000, 15000, 0)
        assert row.statement.payable == 45000 + 200 - 76
        page = signed_in(street.checker).get(address("settlement-page", "2026Q2"))
    assert "¥451.24" in text(page)


# Steps on screen


def test_the_difference_since_the_draft_is_shown_to_who_signs(street: Street) -> None:
    entry = street.arrival("2026-08-03")
    settlement = street.calculate(DAY, Q3)
    street.void("2026-10-12", entry)
    with on("2026-10-12", 15):
        client = signed_in(street.checker)
        page = text(client.get(address("settlement-page", Q3)))
        assert "What is counted changed" in page and street.coordinator.account.name in page
        body = {"client_id": uuid4(), "version": settlement.version}
        assert client.post(address("settlement-check", settlement.pk), body).status_code == 409
        again = {**body, "client_id": uuid4(), "quarter": Q3}
        assert client.post(address("settlement-calculate"), again).status_code == 302
        page = text(client.get(address("settlement-page", Q3)))
        assert "What is counted changed" not in page


def test_two_sessions_one_step(street: Street) -> None:
    settlement = street.calculate(DAY, Q3)
    second = persons.somebody(street.here, Role.POPULATION_OFFICE)
    with on(DAY, 17):
        url, body = address("settlement-check", settlement.pk), {"version": settlement.version}
        one = {**body, "client_id": uuid4()}
        for _click in range(2):
            assert signed_in(street.checker).post(url, one).status_code == 302
        late = signed_in(second).post(url, {**body, "client_id": uuid4()})
    assert late.status_code == 409
    assert street.checker.account.name in text(late)
    assert street.settlement(Q3).step == Step.CHECKED
    assert Subject.objects.filter(subdistrict=STREET, kind="settlement.settlement").count() == 2


def test_a_wrong_quarter_is_said_at_the_field(street: Street) -> None:
    with on(DAY):
        client = signed_in(street.drafter)
        for quarter, words in (("2026-Q3", "A quarter is written like 2026Q3"), ("2026Q4", "2026-12-31")):
            page = client.post(address("settlement-calculate"), {"client_id": uuid4(), "quarter": quarter})
            assert (page.status_code, words in text(page)) == (422, True)
            assert f'value="{quarter}"' in page.content.decode()


# Inspection figures


def figures(**changes: object) -> dict[str, object]:
    typed = {"checked": 200, "errors_found": 13, "traced_back": 1, "unregistered": 2}
    return {"client_id": uuid4(), **typed, **changes}


def test_figures_are_typed_in_and_corrected(street: Street) -> None:
    url = address("inspection-form", Q3, street.here.committee)
    with on("2026-09-29"):
        client = signed_in(street.drafter)
        assert client.post(url, figures()).status_code == 302
        page = client.get(url).content.decode()
        assert 'value="13"' in page and 'name="version" value="0"' in page
        assert client.post(url, figures(errors_found=12, version=0)).status_code == 302
        assert client.post(url, figures(errors_found=11, version=0)).status_code == 409
        listed = client.get(address("inspection-list"), {"quarter": Q3})
    assert street.drafter.account.name in text(listed)
    assert InspectionResult.objects.get(subdistrict=STREET).errors == 12


def test_more_errors_than_checked_is_said_at_the_field_and_kept(street: Street) -> None:
    url = address("inspection-form", Q3, street.here.committee)
    with on("2026-09-29"):
        page = signed_in(street.drafter).post(url, figures(errors_found=201))
    body = page.content.decode()
    assert page.status_code == 422
    assert "There cannot be more errors (201) than items checked (200)" in text(page)
    assert re.search(r'name="errors_found"[^>]*is-invalid|is-invalid[^>]*name="errors_found"', body)
    assert 'value="201"' in body and 'value="200"' in body
    assert not InspectionResult.objects.filter(subdistrict=STREET).exists()


@pytest.mark.parametrize("wrong", ["", "-1", "1.5", "zwölf", "1000000"])
def test_what_is_no_count_is_refused(street: Street, wrong: str) -> None:
    url = address("inspection-form", Q3, street.here.committee)
    with on("2026-09-29"):
        page = signed_in(street.drafter).post(url, figures(checked=wrong))
    assert page.status_code == 422
    assert not InspectionResult.objects.filter(subdistrict=STREET).exists()


def test_an_approved_quarter_takes_no_figures(street: Street) -> None:
    street.approved(DAY, Q3)
    with on("2026-10-12"):
        url = address("inspection-form", Q3, street.here.committee)
        page = signed_in(street.drafter).post(url, figures())
    assert page.status_code == 403
    assert "frozen" in text(page)


# One's own work


def test_the_running_quarter_so_far(street: Street) -> None:
    street.confirmed("2026-09-02", street.notice("2026-09-01"))
    for day in ("2026-08-31", "2026-09-02"):
        street.arrival(day)
    with on("2026-09-03"):
        quarter = Quarter(2026, 3)
        collector, clerk = own_work(street.coordinator.actor, quarter), own_work(street.clerk.actor, quarter)
        steward = own_work(street.steward.actor, quarter)
    assert (collector.forms, collector.form_fen, collector.collects) == (2, 200, True)
    assert (steward.notices, steward.notice_fen) == (1, 200)
    # This month's; the 300th entry brings ten yuan more.
    assert (clerk.entries, clerk.allowance, clerk.next_step) == (1, 5000, (299, 6000))
