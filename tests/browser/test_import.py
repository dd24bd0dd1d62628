"""A sheet of places in a real browser: sent, tried, corrected, carried out, fetched again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.entry.models import Import
from sanshi.jobs.models import Job
from sanshi.jobs.running import run
from sanshi.journal import anchor
from sanshi.territory.models import Door
from tests import make
from tests.browser.conftest import OpenPage
from tests.importing.sending import HOME, as_csv, as_xlsx, homes
from tests.make import NOW, STREET
from tests.persons import PASSWORD, Person, somebody

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")
    with clock.frozen(NOW):
        make.street()
        yield somebody(make.committee(1), Role.POPULATION_OFFICE)


def send(page: Page, file: Path) -> None:
    page.get_by_role("link", name="导入表格").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="检查表格").click()


def work() -> None:
    """The worker's part, between two looks of the page at its progress."""
    for job in Job.objects.filter(subdistrict=STREET, state="queued"):
        run(STREET, job.pk)


def test_a_sheet_is_sent_tried_and_carried_out(office: Person, desktop: OpenPage, tmp_path: Path) -> None:
    slips, corrected = tmp_path / "slips.csv", tmp_path / "corrected.xlsx"
    slips.write_bytes(as_csv([{**HOME, "居委会": "第9居委"}, *homes(5)], "gb18030"))
    corrected.write_bytes(as_xlsx(homes(6)))
    page = desktop(office.account.username, PASSWORD)
    page.goto(f"{page.url.split(STREET)[0]}{STREET}/imports")
    send(page, slips)
    expect(page.locator("progress")).to_be_visible()
    work()
    expect(page.get_by_text("没有此名称或代码的居委会")).to_be_visible()
    expect(page.get_by_role("cell", name="A 居委会")).to_be_visible()
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_text("已撤回，未执行任何内容。")).to_be_visible()

    page.get_by_role("link", name="地址房屋导入").first.click()
    send(page, corrected)
    work()
    page.get_by_role("button", name="执行 6 行").click()
    expect(page.locator("progress")).to_be_visible()
    work()
    expect(page.locator(".tiles").get_by_text("新增户室")).to_be_visible()
    assert Import.objects.get(subdistrict=STREET, state="done").doors_made == 6
    assert Door.objects.filter(subdistrict=STREET, building__lane="8").count() == 6
    with page.expect_download() as fetched:
        page.get_by_role("link", name="下载带检查结果的表格").click()
    assert fetched.value.path().read_bytes().startswith(b"PK")


def test_what_is_no_sheet_is_told_beside_the_field(office: Person, phone: OpenPage, tmp_path: Path) -> None:
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    page = phone(office.account.username, PASSWORD)
    page.goto(f"{page.url.split(STREET)[0]}{STREET}/imports")
    send(page, old)
    expect(page.get_by_text("这是旧版 .xls 文件").first).to_be_visible()
    assert not Import.objects.filter(subdistrict=STREET).exists()


def test_on_a_phone_a_bad_row_says_its_number_with_the_word(
    office: Person, phone: OpenPage, tmp_path: Path
) -> None:
    slips = tmp_path / "slips.csv"
    slips.write_bytes(as_csv([{**HOME, "居委会": "第9居委"}, *homes(1)]))
    page = phone(office.account.username, PASSWORD)
    page.goto(f"{page.url.split(STREET)[0]}{STREET}/imports")
    send(page, slips)
    work()
    row = page.locator("tr.row-red").first
    expect(row).to_be_visible()
    shown = row.evaluate(
        """row => {
            const word = getComputedStyle(row.cells[0], "::before");
            return [word.content, word.position, parseFloat(word.width) > 3, getComputedStyle(row).boxShadow];
        }"""
    )
    assert shown[:3] == ['"行"', "static", True] and "inset" in shown[3]
