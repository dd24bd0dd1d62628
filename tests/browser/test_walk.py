"""The whole way of a change, from notice to payment, each step on screen by the role the plan names.

On the database of the run (SQLite and PostgreSQL), at three phones and three desktops. The clock moves from
Monday 2026-09-21 into October, so that 2026Q3 ends on the way.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

import pytest
from django.db.models import QuerySet

from sanshi import clock, verbs
from sanshi.journal import anchor
from sanshi.journal.anchor import write_anchor
from sanshi.journal.command import run as sanshi_journal
from sanshi.journal.models import Line
from sanshi.settlement.models import StatementLine
from tests.browser.conftest import OpenPage, Pages
from tests.browser.walk import way
from tests.browser.walk.actors import Clerk, Collector, Office, Steward
from tests.browser.walk.remains import Remains, search, watch_addresses, watching
from tests.browser.walk.residents import SECRETS
from tests.browser.walk.street import CLERK, COORDINATOR, OFFICE, STEWARD, Street, make_street
from tests.browser.walk.way import Walk
from tests.make import STREET

# Each step and its lines in the journal: what was done, and who looked into the register for which purpose.
WAY: dict[Callable[[Walk], None], list[str]] = {
    way.somebody_moves_in: ["陈阿姨 notice.give discovery"],
    way.coordinator_finds_three_people: ["李强 visit.record collection"],
    way.coordinator_fills_the_form: ["李强 form.fill collection", "李强 form.hand-over collection"],
    way.clerk_returns_it: ["王芳 form.return entry"],
    way.coordinator_corrects_it: ["李强 form.fill collection", "李强 form.hand-over collection"],
    way.clerk_enters_somebody_new: ["王芳 form.enter entry"],
    way.the_register_holds_the_tenant: [
        "王芳 register.search verify-record",
        "王芳 person.read verify-record",
        "王芳 person.reveal verify-record",
    ],
    way.cadre_collects_the_separated_one: [
        "陈静 visit.record collection",
        "陈静 form.fill collection",
        "陈静 form.hand-over collection",
    ],
    way.officer_collects_the_overseas_one: [
        "郑警官 visit.record collection",
        "郑警官 form.fill collection",
        "郑警官 form.hand-over collection",
    ],
    way.three_more_notices: ["陈阿姨 notice.give discovery"] * 3,
    way.coordinator_registers_a_dwelling: [
        "李强 visit.record collection",
        "李强 form.fill collection",
        "李强 form.hand-over collection",
    ],
    way.coordinator_registers_a_unit: [
        "李强 visit.record collection",
        "李强 form.fill collection",
        "李强 form.hand-over collection",
    ],
    way.coordinator_registers_a_child_that_came_in_august: [
        "李强 visit.record collection",
        "李强 form.fill collection",
        "李强 form.hand-over collection",
    ],
    way.clerk_enters_five_forms: ["王芳 form.enter entry"] * 5,
    way.coordinator_corrects_a_birth_date: [
        "李强 dwelling.read verify-record",
        "李强 person.read verify-record",
        "李强 visit.open collection",
        "李强 form.fill collection",
        "李强 form.hand-over collection",
    ],
    way.two_notices_of_changes: ["陈阿姨 notice.give discovery"] * 2,
    way.coordinator_alters_the_dwelling: [
        "李强 visit.record collection",
        "李强 form.fill collection",
        "李强 form.hand-over collection",
    ],
    way.coordinator_alters_the_unit: [
        "李强 visit.record collection",
        "李强 form.fill collection",
        "李强 form.hand-over collection",
    ],
    way.clerk_enters_three_alterations: ["王芳 form.enter entry"] * 3,
    way.the_tenant_is_found_at_another_door: [
        "陈阿姨 notice.give discovery",
        "李强 visit.record collection",
        "李强 form.fill collection",
        "李强 form.hand-over collection",
    ],
    way.clerk_sees_who_it_is_and_updates: ["王芳 form.enter entry"],
    # Nobody in the first time: an attempt is recorded too.
    way.the_separated_one_leaves: [
        "陈阿姨 notice.give discovery",
        "李强 visit.record collection",
        "李强 visit.record collection",
        "李强 form.fill collection",
        "李强 form.hand-over collection",
    ],
    way.clerk_enters_the_deregistration: ["王芳 form.enter entry"],
    # A volume is opened, two papers are filed.
    way.clerk_files_the_paper: ["王芳 archive.file archive"] * 3,
    way.the_child_has_left_long_since: [
        "陈阿姨 notice.give discovery",
        "李强 visit.record collection",
        "李强 form.fill collection",
        "李强 form.hand-over collection",
        "王芳 form.enter entry",
    ],
    way.what_the_register_holds_now: ["王芳 dwelling.read verify-record"],
    way.who_lived_in_202: ["王芳 dwelling.read verify-record"],
    way.when_the_child_was_born: ["王芳 person.read verify-record"],
    way.who_lived_in_101: ["王芳 dwelling.read verify-record"],
    way.office_works_the_quarter_out: ["冯主任 settlement.calculate settlement"],
    way.each_amount_opens_to_its_pieces: [],
    # What was refused left no line.
    way.who_made_it_cannot_sign_it: [],
    way.three_others_check_approve_and_pay: [
        "姜科员 settlement.check settlement",
        "卫分管 settlement.approve settlement",
        "蒋会计 settlement.pay settlement",
    ],
    way.steward_sees_the_reward: [],
}

# In fen, by clause and payee.
# a: eight notices found valid by 30 September, 2 yuan each; the ninth was found valid on 8 October.
# b: nine forms of the coordinator and one of the cadre entered by then, 1 yuan each; none for the officer.
# c: three months of 100 yuan.
# d: eleven entries in September are below 200, so 50 yuan; July and August have no clerk in office.
# Nothing was inspected, so nothing is deducted: 37,600 fen.
FEN = {
    ("4.2.1 a", STEWARD): 8 * 200,
    ("4.2.1 b", COORDINATOR): 9 * 100,
    ("4.2.1 b", "陈静"): 1 * 100,
    ("4.2.1 c", None): 3 * 10000,
    ("4.2.1 d", CLERK): 5000,
}


# Where the numbers are looked for, among others: every page that answered, every device.
PLACES = {"database file", "write-ahead log", "dump", "session rows", "logs", "addresses", "device 0"}
PLACES |= {"answers of search", "answers of entry-queue", "answers of home"}

# Looking into the register asks for a purpose (plan 2.5.3); reading one's own task does not.
LOOK_UPS = {one.name for one in verbs.all_verbs() if one.purpose is verbs.Purpose.ASKED}


@pytest.fixture
def street(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Street]:
    """The anchor is the test's own, as the database is."""
    file = tmp_path / "anchor.json"
    monkeypatch.setattr(anchor, "anchor_file", lambda: file)
    with clock.frozen(clock.now()):
        yield make_street()


@pytest.fixture
def walk(street: Street, pages: Pages, phone: OpenPage, desktop: OpenPage) -> Walk:
    base = pages.base_url
    return Walk(
        street,
        Steward(phone(), STEWARD, base),
        Collector(phone(), COORDINATOR, base),
        phone(),
        Clerk(desktop(), CLERK, base),
        Office(desktop(), OFFICE, base),
        desktop(),
        base,
    )


def test_a_change_walks_from_notice_to_payment(
    walk: Walk, pages: Pages, capsys: pytest.CaptureFixture[str]
) -> None:
    remains = Remains()
    for page in pages.opened:
        watch_addresses(remains, page.context)
    with watching(remains):
        journal = {step: _taken(walk, pages, step) for step in WAY}
    assert _named(journal) == _named(WAY)
    assert _fen() == FEN
    _is_intact(capsys)
    _keeps_no_secret(remains, pages)


def _taken(walk: Walk, pages: Pages, step: Callable[[Walk], None]) -> list[str]:
    """The lines the step adds to the street's journal; the same look-up twice in a row counts once.

    Parts of a page that come by themselves have lines of their own: they belong to the step that opened it.
    """
    last = _lines(0).count()
    step(walk)
    for page in pages.opened:
        page.wait_for_load_state("networkidle")
    names = {account: name for name, account in walk.street.accounts.items()}
    kept = [line for line in _lines(last) if not line.is_reading or line.verb in LOOK_UPS]
    said = [(f"{names[line.account]} {line.verb} {line.purpose}", line.is_reading) for line in kept]
    return [line for (line, is_reading), same in groupby(said) for _one in ([0] if is_reading else same)]


def _lines(after: int) -> QuerySet[Line]:
    return Line.objects.filter(subdistrict=STREET, number__gt=after).order_by("number")


def _named(journal: Mapping[Callable[[Walk], None], list[str]]) -> dict[str, list[str]]:
    """In order, so that a difference shows as one."""
    return {step.__name__: lines for step, lines in journal.items()}


def _fen() -> dict[tuple[str, str | None], int]:
    lines = StatementLine.objects.filter(subdistrict=STREET).select_related("payee")
    return {(line.clause, line.payee.name if line.payee else None): line.amount for line in lines}


def _is_intact(capsys: pytest.CaptureFixture[str]) -> None:
    """`sanshi journal verify`, against an anchor that knows every line."""
    write_anchor()
    lines = Line.objects.count()
    assert sanshi_journal(["verify"]) == 0
    assert capsys.readouterr().out.strip() == f"intact, {lines} lines"


def _keeps_no_secret(remains: Remains, pages: Pages) -> None:
    """Document numbers and phones: in no file, dump, log, list, address, and nowhere in the browsers."""
    for number, page in enumerate(pages.opened):
        remains.keep_browser(f"device {number}", page)
    remains.keep_database()
    assert remains.found.keys() >= PLACES
    assert search(remains, SECRETS) == []
