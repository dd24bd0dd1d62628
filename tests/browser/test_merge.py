"""A merger in a real browser: decided by the office with what follows in view, seen by the secretary."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.journal import anchor
from sanshi.territory import actions
from sanshi.territory.models import Committee, TerritoryChange
from tests import make
from tests.browser.conftest import OpenPage
from tests.make import NOW, STREET, Place
from tests.persons import PASSWORD, Person, somebody


@pytest.fixture
def places(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Place, Place]]:
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")
    with clock.frozen(NOW):
        make.street()
        yield make.committee(1), make.committee(2)


def opened(open_page: OpenPage, person: Person, path: str) -> Page:
    page = open_page(person.account.username, PASSWORD)
    page.goto(f"/{STREET}/{path}")
    return page


def test_a_merger_is_decided_with_what_follows_in_view_and_seen_by_the_secretary(
    places: tuple[Place, Place], desktop: OpenPage, phone: OpenPage
) -> None:
    here, closing = places
    office, secretary = somebody(here, Role.POPULATION_OFFICE), somebody(here, Role.SECRETARY)
    cadre, leaving = somebody(closing, Role.CADRE), somebody(closing, Role.COORDINATOR)
    make.notice(somebody(closing, Role.STEWARD).actor, closing.doors[0])

    page = opened(desktop, office, f"places/{closing.committee}/areas")
    # Who has the beat stands beside it.
    expect(page.locator(f"#who-{closing.beats[0]}")).to_have_text(cadre.account.name)
    expect(page.locator(f"#who-{closing.beats[1]}")).to_contain_text("暂无人员")
    page.get_by_role("link", name="合并").click()
    page.locator("[name=into]").select_option(str(here.committee))
    page.locator("[name=effective_on]").fill("2026-10-13")
    page.locator("[name=remark]").fill("〔2026〕1号")
    page.get_by_role("button", name="查看后果").click()
    follows = page.locator("section", has_text="生效后")
    expect(follows).to_contain_text(f"{leaving.account.name}（综合协管员）")
    expect(follows.locator("dt", has_text="随之划转的待上门任务").locator("xpath=../dd")).to_have_text("1")
    assert not TerritoryChange.objects.exists()
    page.get_by_role("button", name="修改").click()
    expect(page.locator("[name=remark]")).to_have_value("〔2026〕1号")
    page.get_by_role("button", name="查看后果").click()
    page.get_by_role("button", name="决定").click()
    expect(page.locator("h1")).to_have_text("第2居委并入第1居委")

    seen = opened(phone, secretary, f"places/{here.committee}")
    expect(seen.locator(".alert")).to_contain_text("2026-10-13 (周二) · 第2居委并入第1居委")
    with clock.frozen(NOW.replace(day=13)):
        assert actions.apply_due_changes(STREET) == 1
        seen.goto(f"/{STREET}/places/{here.committee}/areas")
        expect(seen.locator("h2", has_text="第2居委·1片")).to_be_visible()
        seen.goto(f"/{STREET}/visits?whose=all")
        expect(seen.locator("body")).to_contain_text("金口路2弄1号")
    assert Committee.objects.get(subdistrict=STREET, pk=closing.committee).closed_on is not None
