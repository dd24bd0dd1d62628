"""Each role's home: its figures, what is next, and that a figure opens the list it counts."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshi.accounts.models import Account, Post
from sanshi.collection.actions import Change, Finding, open_change
from sanshi.discovery.actions import NoticeGiven, give_notice
from sanshi.journal.models import Line
from sanshi.settlement.models import Settlement
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory, Matter, Team
from tests.entry.desk import a_clerk, a_collector, a_dwelling_form, an_arrival, entered
from tests.home.conftest import Browser, address, text, tiles
from tests.visits.neighbourhood import (
    NOON,
    STREET,
    TODAY,
    CommitteeHere,
    a_visit,
    an_account,
    an_actor,
    appoint,
)

LONG_AGO = TODAY - timedelta(days=20)
OFFICES = ("population-office", "section", "leader", "finance", "administrator")
# Of the widest home, a secretary's with two blocks. A page that grows with its rows would pass it by far.
MOST_QUERIES = 30


def page_of(client: object, url: str = "") -> object:
    answer = client.get(url or address("home"))  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return answer


@pytest.fixture
def everybody(here: CommitteeHere) -> dict[str, Actor]:
    """One of each role, with work of every colour in the committee."""
    place = {"committee": here.row}
    made = {
        "clerk": a_clerk(here, "王芳"),
        "coordinator": a_collector(here, "李强"),
        "cadre": an_actor("cadre", name="陈静", beat=here.beats[0], **place),
        "secretary": an_actor("secretary", name="周敏", **place),
        "security-director": an_actor("security-director", name="吴刚", **place),
        "security-team": an_actor("security-team", name="郑凯", **place),
        "officer": an_actor("officer", name="孙警", **place),
        "steward": an_actor("steward", name="陈阿姨", beat=here.beats[0], group=here.groups[0], **place),
        "property-staff": an_actor("property-staff", name="物业", **place),
    }
    made |= {role: an_actor(role) for role in OFFICES}
    a_visit(here.doors[0][0], learned_on=LONG_AGO)
    a_visit(here.doors[0][1])
    a_visit(here.doors[0][2], Team.CADRE, LONG_AGO)
    an_arrival(made["coordinator"], here.doors[0][2])
    return made


@pytest.mark.parametrize(
    "role",
    [
        "clerk",
        "coordinator",
        "cadre",
        "secretary",
        "security-director",
        "security-team",
        "officer",
        "steward",
        "property-staff",
        *OFFICES,
    ],
)
def test_every_role_has_its_home_in_few_queries(
    everybody: dict[str, Actor], signed_in: Browser, role: str
) -> None:
    client = signed_in(everybody[role])
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address("home"))
    content = answer.content.decode()
    assert answer.status_code == 200
    assert len(re.findall(r"<h1[ >]", content)) == 1
    assert "2026-10-12 (Mon)" in text(answer)
    assert len(tiles(answer)) >= 2
    assert len(queries) <= MOST_QUERIES, len(queries)


@pytest.mark.parametrize("role", ["clerk", "coordinator", "secretary", "steward", "officer", *OFFICES])
def test_every_figure_opens_a_page(everybody: dict[str, Actor], signed_in: Browser, role: str) -> None:
    client = signed_in(everybody[role])
    for label, (_value, url) in tiles(page_of(client)).items():
        if url and not url.startswith("#"):
            assert client.get(url).status_code == 200, (label, url)


def rows_of(answer: object) -> int:
    bodies = re.findall(r"<tbody>(.*?)</tbody>", answer.content.decode(), re.S)  # type: ignore[attr-defined]
    return sum(body.count("<tr") for body in bodies)


@pytest.mark.parametrize(
    ("role", "label", "count"),
    [
        ("coordinator", "Visits to go to", 2),
        ("cadre", "Visits to go to", 1),
        ("secretary", "Visits overdue", 2),
        ("secretary", "Visits open", 3),
        ("secretary", "In the entry queue", 1),
        ("population-office", "Visits overdue", 2),
        ("population-office", "Entry overdue", 0),
        ("clerk", "Waiting for entry", 1),
        ("clerk", "Due today", 0),
    ],
)
def test_a_figure_agrees_with_the_rows_of_its_list(
    everybody: dict[str, Actor], signed_in: Browser, role: str, label: str, count: int
) -> None:
    client = signed_in(everybody[role])
    value, url = tiles(page_of(client))[label]
    assert int(value) == count
    assert rows_of(page_of(client, url)) == count


def test_a_collectors_next_thing_is_the_most_urgent(here: CommitteeHere, signed_in: Browser) -> None:
    collector = a_collector(here, "李强")
    late, fresh = a_visit(here.doors[0][0], learned_on=LONG_AGO), a_visit(here.doors[0][1])
    draft = open_change(
        collector, uuid4(), Change(here.doors[0][2].pk, Finding(FoundCategory.FROM_ELSEWHERE), TODAY)
    )
    content = page_of(signed_in(collector)).content.decode()  # type: ignore[attr-defined]
    following = content[content.index('class="next"') :]
    assert late.number in following[: following.index("</div>")]
    assert address("visit-page", late.pk) in following[: following.index("</div>")]
    assert 'data-key="Enter"' in following[: following.index("</div>")]
    assert address("form-fill", draft) in content and fresh.number in content


def test_a_collector_sees_the_reward_of_the_quarter(here: CommitteeHere, signed_in: Browser) -> None:
    collector, clerk = a_collector(here, "李强"), a_clerk(here, "王芳")
    entered(clerk, an_arrival(collector, here.doors[0][0]))
    entered(clerk, a_dwelling_form(collector, here.doors[0][1]))
    shown = tiles(page_of(signed_in(collector)))
    assert shown["My reward, 2026Q4"] == ("¥2.00", address("own-rewards"))


def test_an_officer_earns_nothing_and_is_shown_no_reward(here: CommitteeHere, signed_in: Browser) -> None:
    shown = tiles(page_of(signed_in(an_actor("officer", committee=here.row))))
    work = {"Visits to go to", "Forms to hand over", "Returned to me", "Waiting for entry"}
    hours = {"Not registered within 24 hours", "To be registered within 24 hours"}
    assert set(shown) == work | hours | {"Leave to stay ran out", "Leave to stay runs out soon"}


@pytest.mark.parametrize(
    ("role", "is_paid"),
    [("officer", False), ("security-team", False), ("coordinator", True), ("cadre", True)],
)
def test_the_reward_is_in_the_navigation_of_those_who_can_be_paid(
    here: CommitteeHere, signed_in: Browser, role: str, is_paid: bool
) -> None:
    client = signed_in(an_actor(role, committee=here.row))
    assert (address("own-rewards") in page_of(client).content.decode()) is is_paid  # type: ignore[attr-defined]
    assert client.get(address("own-rewards")).status_code == (200 if is_paid else 404)


def test_a_clerk_sees_the_queue_and_the_months_work(here: CommitteeHere, signed_in: Browser) -> None:
    collector, clerk = a_collector(here, "李强"), a_clerk(here, "王芳")
    entered(clerk, a_dwelling_form(collector, here.doors[0][1]))
    waiting = an_arrival(collector, here.doors[0][0])
    answer = page_of(signed_in(clerk))
    said = text(answer)  # type: ignore[arg-type]
    assert waiting.number in said and "李强" in said
    assert "Entered this month: 1 form" in said and "allowance now ¥50.00" in said
    assert "299 more forms: ¥60.00" in said
    assert address("entry-desk", waiting.pk) in answer.content.decode()  # type: ignore[attr-defined]


def test_a_steward_gets_a_phone_page_with_a_big_button(here: CommitteeHere, signed_in: Browser) -> None:
    steward = an_actor("steward", name="陈阿姨", committee=here.row, beat=here.beats[0], group=here.groups[0])
    give_notice(steward, uuid4(), NoticeGiven(here.doors[0][0].pk, Matter.MOVED_IN, TODAY))
    answer = page_of(signed_in(steward))
    content = answer.content.decode()  # type: ignore[attr-defined]
    assert '<body class="phone' in content
    assert f'class="btn btn-primary btn-block" href="{address("notice-give")}"' in content
    assert here.doors[0][0].address in content and "Being checked" in text(answer)  # type: ignore[arg-type]
    assert tiles(answer)["Being checked"][0] == "1"


def test_a_collector_gets_the_phone_page_on_a_phone(here: CommitteeHere, signed_in: Browser) -> None:
    collector = a_collector(here, "李强")
    a_visit(here.doors[0][0])
    phone = page_of(signed_in(collector, **{"user-agent": "Mozilla/5.0 (Linux; Android 14) Mobile"}))
    assert b'<body class="phone' in phone.content  # type: ignore[attr-defined]
    assert here.doors[0][0].address in text(phone)  # type: ignore[arg-type]
    assert b'<body class="office' in page_of(signed_in(collector)).content  # type: ignore[attr-defined]


def test_enter_opens_what_is_next_even_below_another_block(
    everybody: dict[str, Actor], here: CommitteeHere, signed_in: Browser
) -> None:
    a_visit(here.doors[0][1], Team.CADRE, matter=Matter.OTHER)
    content = page_of(signed_in(everybody["secretary"])).content.decode()  # type: ignore[attr-defined]
    assert content.count('data-key="Enter"') == 1


def test_leadership_sees_who_has_what(everybody: dict[str, Actor], signed_in: Browser) -> None:
    said = text(page_of(signed_in(everybody["secretary"])))  # type: ignore[arg-type]
    assert "李强 Visits · Coordinator 1 2" in said
    assert "陈静 Visits · Cadre · 1片 1 1" in said
    assert "王芳 Entry 0 1" in said


def test_the_table_by_person_counts_what_the_figures_count(
    everybody: dict[str, Actor], signed_in: Browser
) -> None:
    blocks = page_of(signed_in(everybody["secretary"])).context["blocks"]  # type: ignore[attr-defined]
    leading = next(block for block in blocks if block.kind == "leading")
    visits = [duty.load for duty in leading.more["duties"] if "Visits" in str(duty.what)]
    assert sum(load.open for load in visits) == leading.tiles[1].value == 3
    assert sum(load.overdue for load in visits) == leading.tiles[0].value == 2


def test_the_office_sees_committees_and_the_state_of_the_quarter(
    everybody: dict[str, Actor], elsewhere: CommitteeHere, signed_in: Browser
) -> None:
    answer = page_of(signed_in(everybody["population-office"]))
    said = text(answer)  # type: ignore[arg-type]
    assert "Inspection results 2026Q3 0 of 2 committees recorded" in said
    assert "Settlement 2026Q3 not worked out yet" in said
    assert "Working days 2027" not in said
    assert "1 other committee has nothing open." in said
    (office,) = answer.context["blocks"]  # type: ignore[attr-defined]
    assert office.more["totals"][0].open == 3 and office.more["totals"][0].overdue == office.tiles[0].value


def test_the_missing_calendar_is_told_from_november_on(here: CommitteeHere, signed_in: Browser) -> None:
    from sanshi import clock

    office = an_actor("population-office")
    with clock.frozen(NOON.replace(month=11, day=2)):
        answer = page_of(signed_in(office))
    assert "Working days 2027 notice not loaded" in text(answer)  # type: ignore[arg-type]
    assert address("calendar-load") in answer.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("role", "step", "label"),
    [("leader", "checked", "Checked, to approve"), ("finance", "approved", "Approved, to pay")],
)
def test_who_signs_sees_what_waits(
    here: CommitteeHere, signed_in: Browser, role: str, step: str, label: str
) -> None:
    clerk = an_account("人口办")
    Settlement.objects.create(
        subdistrict_id=STREET, quarter="2026Q3", step=step, drafted_at=NOON, drafted_by=clerk
    )
    answer = page_of(signed_in(an_actor(role)))
    assert tiles(answer)[label] == ("1", address("settlement-page", "2026Q3"))
    assert "Settlement 2026Q3" in text(answer)  # type: ignore[arg-type]


def test_an_administrator_sees_accounts_and_no_resident(here: CommitteeHere, signed_in: Browser) -> None:
    administrator = an_actor("administrator")
    an_account("没有岗位")
    leaving = appoint(an_account("将离任"), "clerk", committee=here.row)
    Post.objects.filter(subdistrict=STREET, pk=leaving.pk).update(valid_to=TODAY + timedelta(days=14))
    a_visit(here.doors[0][0])
    answer = page_of(signed_in(administrator))
    shown = tiles(answer)
    assert shown["Accounts without a post"][0] == "1"
    assert shown["Posts ending soon"] == ("1", "#ending")
    assert (
        int(shown["Lines in the journal"][0].replace(",", ""))
        == Line.objects.filter(subdistrict=STREET).count()
    )
    assert "将离任" in text(answer)  # type: ignore[arg-type]
    assert here.doors[0][0].address not in text(answer)  # type: ignore[arg-type]


def test_an_account_with_two_posts_sees_a_block_for_each(here: CommitteeHere, signed_in: Browser) -> None:
    both = an_actor("coordinator", name="李强", committee=here.row)
    account = Account.objects.get(pk=both.account)
    appoint(account, "clerk", committee=here.row, stand_in=True, valid_to=date(2026, 10, 16))
    answer = page_of(signed_in(both))
    assert [block.kind for block in answer.context["blocks"]] == ["desk", "collecting", "papers"]  # type: ignore[attr-defined]
    assert {"Waiting for entry", "Visits to go to"} <= set(tiles(answer))
    assert answer.content.decode().count('data-key="Enter"') <= 1  # type: ignore[attr-defined]


def test_empty_lists_say_what_would_fill_them(here: CommitteeHere, signed_in: Browser) -> None:
    said = text(page_of(signed_in(a_collector(here, "李强"))))  # type: ignore[arg-type]
    assert "Nothing to go to and nothing to hand over." in said
    assert "No forms wait for entry." in text(page_of(signed_in(a_clerk(here, "王芳"))))  # type: ignore[arg-type]


def test_home_is_for_those_with_a_post_in_the_street(here: CommitteeHere, signed_in: Browser) -> None:
    stranger = Actor(an_account("外人").pk, "外人", STREET)
    assert signed_in(stranger).get(address("home")).status_code == 404
