"""What each role does, on its own screen: one method for one thing a person does, with what is seen then.

Addresses are clicked, not typed; fields are found by name, everything else by the words on the page.
"""

import re
from collections.abc import Mapping, Sequence
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from sanshi import clock
from sanshi.settlement.models import Settlement
from tests.browser.signing import sign_in
from tests.browser.walk.residents import Resident
from tests.browser.walk.street import username
from tests.make import STREET
from tests.persons import PASSWORD

# Of a notice or a form, 2026-09-0001; of a volume, 2026-01.
NUMBER = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{4,5})?")


class Actor:
    """Somebody at a device. A second person at the same device signs in after the first has signed out."""

    def __init__(self, page: Page, name: str, base_url: str) -> None:
        self.page, self.name, self.base_url = page, name, base_url
        self.day = clock.today()
        self.signs_in()

    def signs_in(self) -> None:
        sign_in(self.page, self.base_url, username(self.name), PASSWORD)
        expect(self.page.locator("header")).to_contain_text(self.name)

    def signs_out(self) -> None:
        self.page.locator("form.sign-out button").click()
        expect(self.page.locator("input[name=password]")).to_be_visible()

    def goes_home(self) -> None:
        """Another day may have come since: where the session is over, the sign-in page is there."""
        self.page.goto("/")
        self.day = clock.today()
        if self.page.url.split("?")[0].endswith("/sign-in"):
            self.signs_in()

    def opens(self, part: str) -> None:
        """A page of the navigation, or of the tabs of a phone."""
        if self.day != clock.today():
            self.goes_home()
        self.page.locator(f"a[href$='/{STREET}/{part}']:visible").first.click()

    def fills(self, answers: Mapping[str, str]) -> None:
        """Field name → what is typed, tapped or chosen."""
        for name, value in answers.items():
            fill(self.page.locator(f"[name='{name}']:visible"), value)

    def has_scripts(self) -> None:
        """A page works without its scripts, in another way: what follows is the way with them."""
        self.page.wait_for_load_state()

    def is_told(self, text: str) -> None:
        expect(self.page.locator("#messages")).to_contain_text(text)

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def states_why(self, part: str, purpose: str = "verify-record") -> None:
        """Asked before the first look into the register (plan 2.5.3)."""
        self.page.wait_for_url(re.compile(rf"/purpose\?|/{part}$"))
        if "/purpose?" in self.page.url:
            self.page.locator(f"input[name=purpose][value={purpose}]").check()
            self.page.locator("main form button.btn-primary").click()
            expect(self.page).to_have_url(re.compile(rf"/{part}$"))

    def sends_by_hand(self, path: str, version: int) -> tuple[int, str]:
        """A request that no button of the page makes: status and words of the answer."""
        token = next(one for one in self.page.context.cookies() if one["name"] == "csrftoken")
        sent: dict[str, str | float | bool] = {
            "csrfmiddlewaretoken": str(token["value"]),
            "client_id": str(uuid4()),
            "version": version,
        }
        answer = self.page.request.post(f"{self.base_url}/{STREET}/{path}", form=sent)
        return answer.status, answer.text()


def number_in(place: Locator) -> str:
    found = NUMBER.search(place.inner_text())
    assert found, "no number stands there"
    return found[0]


def fill(field: Locator, value: str) -> None:
    kind = field.first.evaluate("one => one.type || one.tagName")
    if kind == "radio":
        field.and_(field.page.locator(f"[value='{value}']")).check()
    elif kind == "checkbox":
        field.check()
    elif kind == "select-one":
        field.select_option(value)
    else:
        field.fill(value)


class Steward(Actor):
    def gives_notice(self, room: str, matter: str, due: str) -> str:
        """Four taps (plan 3.1.1); what is promised after it. Returns the notice's number."""
        self.goes_home()
        self.page.locator("a[href$='/notices/new']").first.tap()
        for square in (room, matter, "今天"):
            self.page.locator("label.choice", has_text=re.compile(f"^{square}")).tap()
        self.page.get_by_role("button", name="提交", exact=True).tap()
        self.sees("已收到 №", matter, f"{room}室", "3 个工作日内上门核查", due, "¥2.00")
        return number_in(self.page.locator(".receipt-mark"))

    def sees_outcome(self, number: str, outcome: str) -> None:
        self.opens("notices")
        expect(self.page.locator("li", has_text=number)).to_contain_text(outcome)


class Collector(Actor):
    """Coordinator, cadre, officer: whoever goes to the doors."""

    def has_no_visit(self, room: str, what: str) -> None:
        self.goes_home()
        expect(self._task(room, what)).to_have_count(0)

    def opens_visit(self, room: str, what: str, left: str, *facts: str) -> None:
        """The home page shows it with its clock; the visit says what is known."""
        self.goes_home()
        task = self._task(room, what)
        expect(task).to_contain_text(left)
        task.get_by_role("link").tap()
        self.sees(f"{room}室", "获知日期", *facts)

    def _task(self, room: str, what: str) -> Locator:
        tasks = self.page.locator(".big-list li")
        return tasks.filter(has_text=f"{room}室").filter(has_text=what)

    def finds_nobody_in(self) -> None:
        """An attempt: the visit stays open."""
        self.page.get_by_role("button", name="家中无人").tap()
        self.is_told("本次上门仍未办结")
        expect(self.page.locator(".timeline")).to_contain_text(f"家中无人 {self.name}")

    def states_found(self, new: Mapping[str, int] | None = None, **changes: str) -> None:
        """有变动: how many of each category are new, and what has changed about whom the register knows."""
        self.page.get_by_role("link", name="有变动").tap()
        for category, count in (new or {}).items():
            self.page.locator(f"[name=new_{category}]").fill(str(count))
        self.fills(changes)

    def states_gone(self, person: Resident) -> None:
        self.page.get_by_role("link", name="有变动").tap()
        known = self.page.locator("li[data-known]", has_text=person.masked)
        known.locator("[value=deregister]").check()

    def goes_on_to_forms(self) -> None:
        self.page.get_by_role("button", name="去填采集表").tap()

    def types_number(self, person: Resident) -> None:
        """Checked while it is typed; what the number says of its holder is filled in."""
        self.fills({"document_type": "111"})
        field, said = self.page.locator("[name=document_number]"), self.page.locator(".number-said")
        field.press_sequentially(person.number[:-1])
        expect(said).to_have_text("已输 17 位，共 18 位")
        wrong = "0" if person.number[-1] != "0" else "1"
        field.press_sequentially(wrong)
        expect(said).to_contain_text("校验码不符")
        field.fill(person.number)
        expect(said).to_contain_text("号码校验正确")
        expect(self.page.locator("[name=birth_date]")).to_have_value(person.born)
        expect(self.page.locator(f"[name=sex][value='{person.sex}']")).to_be_checked()

    def hands_over(self) -> str:
        """A last look at what was filled in, then to the clerk. Returns the form's number."""
        self.page.get_by_role("button", name="下一步：核对").tap()
        button = self.page.get_by_role("button", name="交录入员")
        number = number_in(self.page.locator(".subtitle .serial"))
        button.tap()
        self.is_told(f"采集表 {number} 已交录入员")
        return number

    def opens_returned_form(self, room: str, number: str, reasons: Mapping[str, str]) -> None:
        """The reasons stand at their fields."""
        self.goes_home()
        self._task(room, "已退回").get_by_role("link").tap()
        self.sees(number, "录入员退回了这张表")
        for field, reason in reasons.items():
            ask = self.page.locator(".ask", has=self.page.locator(f"[name={field}]"))
            expect(ask.locator(".returned-reason")).to_have_text(reason)

    def starts_change(self, room: str, person: Resident) -> None:
        """Through the lane's grids to somebody who lives here: an own find, a form filled in beforehand."""
        self.opens("forms")
        expect(self.page.locator("h1")).to_contain_text("采集表")
        self.has_scripts()
        self.page.get_by_role("button", name="打开导航").tap()
        self.page.locator(f"#side a[href$='/{STREET}/dwellings']").tap()
        self.states_why("dwellings")
        self.page.locator(".drill a").first.tap()
        self.page.locator(f"a.cell[title*='{room}室']").first.tap()
        self.page.get_by_role("link", name=person.masked).tap()
        self.page.get_by_role("button", name="变更").tap()


class Clerk(Actor):
    def opens_form(self, number: str, left: str, *facts: str) -> None:
        """The queue shows it with the clerk's own clock; the desk says what is on it."""
        self.opens("entry")
        row = self.page.locator("tbody tr", has_text=number)
        expect(row).to_contain_text(left)
        row.get_by_role("link").click()
        expect(self.page.locator("h1")).to_contain_text(number)
        self.sees(*facts)

    def returns(self, number: str, reasons: Mapping[str, str]) -> None:
        self.page.locator("summary", has_text="退回").click()
        self.fills(reasons)
        self.page.get_by_role("button", name="退回采集人").click()
        self.is_told(f"已退回 {number}")

    def enters(self, number: str, how: str = "录入") -> None:
        self.page.locator(".head-actions").get_by_role("button", name=re.compile(f"^{how}")).click()
        self.is_told(f"已录入 {number}")

    def sees_difference(self, *rows: tuple[str, str, str, bool]) -> None:
        """Field, register, form, and whether it differs."""
        table = self.page.locator("table.difference")
        for label, before, given, differs in rows:
            row = table.locator("tr", has=self.page.get_by_role("rowheader", name=label, exact=True))
            expect(row.locator("td").nth(0)).to_contain_text(before)
            expect(row.locator("td").nth(1)).to_contain_text(given)
            expect(row).to_have_class(re.compile("changed") if differs else re.compile("^$"))

    def finds_by_number(self, person: Resident) -> None:
        """Typed in full; neither it nor the name is in an address or in the list."""
        self.opens("search")
        self.states_why("search")
        self.page.locator("main [name=text]").fill(person.number)
        self.page.get_by_role("button", name="查询", exact=True).click()
        self.page.get_by_role("link", name=person.masked).click()
        expect(self.page.locator("h1")).to_have_text(person.name)

    def sees_masked(self, person: Resident) -> None:
        shown = self.page.locator("main")
        for number in (person.number, person.phone):
            expect(shown).to_contain_text(number[-4:] if number.isdigit() else number[-2:])
            expect(shown).not_to_contain_text(number)

    def reveals_phone(self, phone: str) -> None:
        """With a reason; counted and journalled before it is shown."""
        self.has_scripts()
        place = self.page.locator("#number-phone")
        place.get_by_role("button", name="显示完整号码").click()
        place.locator("[name=reason]").select_option("call")
        place.get_by_role("button", name="显示完整号码").click()
        expect(place).to_contain_text(phone)

    def opens_dwelling(self, room: str) -> None:
        self.opens("dwellings")
        self.states_why("dwellings")
        self.page.get_by_role("link", name=f"{room}室").first.click()

    def opens_person_here(self, person: Resident) -> None:
        self.page.get_by_role("link", name=person.masked).click()
        expect(self.page.locator("h1")).to_have_text(person.name)

    def asks_who_lived_here(self, on: str, known: str, *names: str) -> None:
        """Who lived here on day X, as known on day Y: the pickers of the page that is open."""
        self._as_of(on, known)
        people = self.page.locator("section", has=self.page.get_by_role("heading", name="当日居住人员"))
        expect(people.locator("tbody tr")).to_have_count(len(names))
        for name in names:
            expect(people).to_contain_text(name)

    def asks_facts(self, on: str, known: str, *facts: str) -> None:
        self._as_of(on, known)
        self.sees(*facts)

    def _as_of(self, on: str, known: str) -> None:
        for name, day in (("on", on), ("known", known)):
            self.has_scripts()
            field = self.page.locator(f"[name={name}]")
            if field.input_value() != day:
                field.fill(day)
                expect(self.page).to_have_url(re.compile(f"[?&]{name}={day}"))
        self.sees(f"{on} ", f"的情况，按 {known}")

    def opens_volume(self, shelf: str) -> str:
        """Returns its number."""
        self.opens("archive")
        self.page.locator("a[href$='/archive/volumes/new']").first.click()
        self.fills({"shelf_mark": shelf})
        self.page.get_by_role("button", name="建立").click()
        self.sees(shelf, "卷内还没有表")
        return number_in(self.page.locator("h1"))

    def files(self, number: str, volume: str, position: int) -> None:
        self.opens("archive")
        row = self.page.locator("tbody tr", has_text=number)
        row.get_by_role("link", name="其他位置").click()
        self.page.locator("select[name=volume]").select_option(label=volume)
        self.fills({"position": str(position)})
        self.page.get_by_role("button", name="归档", exact=True).click()
        self.is_told(f"已归档 {number}，卷内第 {position} 号")

    def sees_in_volume(self, volume: str, *papers: tuple[int, str]) -> None:
        self.opens("archive")
        self.page.get_by_role("link", name=volume, exact=True).click()
        rows = self.page.locator("tbody tr")
        expect(rows).to_have_count(len(papers))
        for row, (position, number) in enumerate(papers):
            expect(rows.nth(row)).to_contain_text(str(position))
            expect(rows.nth(row)).to_contain_text(number)


class Office(Actor):
    """Population office, street leader, finance: whoever signs a settlement."""

    def opens_settlement(self, quarter: str) -> None:
        self.opens("settlement")
        self.page.get_by_role("link", name=quarter).click()
        expect(self.page.locator("h1")).to_contain_text(quarter)

    def works_out(self, quarter: str) -> None:
        self.opens("settlement")
        expect(self.page.locator("[name=quarter]")).to_have_value(quarter)
        self.page.locator("form[action$='/settlement/calculate'] button").click()
        expect(self.page.locator("h1")).to_contain_text(quarter)
        self.sees_step(1)

    def sees_step(self, done: int) -> None:
        """How many of the four steps are done: draft, checked, approved, paid."""
        expect(self.page.locator(".steps-line .step-done")).to_have_count(done)

    def has_no_button_for(self, *steps: str) -> None:
        for step in steps:
            expect(self.page.locator(f"form[action$='/{step}']")).to_have_count(0)

    def takes_step(self, step: str, done: int) -> None:
        self.page.locator(f"form[action$='/{step}'] button").click()
        self.sees_step(done)

    def opens_statement(self) -> None:
        self.page.locator("tbody tr a").first.click()

    def reads_statement(self) -> list[tuple[str, str, str, str]]:
        """Clause, payee, pieces and amount of each line."""
        rows = self.page.locator("main .table-card tbody tr")
        expect(rows.first).to_be_visible()
        cells = [[cell.strip() for cell in row.locator("td").all_inner_texts()] for row in rows.all()]
        return [(clause, payee, pieces, amount) for clause, _kind, payee, pieces, amount in cells]

    def opens_pieces(self, line: int) -> list[str]:
        """The numbers of the notices, forms or entries that an amount counts."""
        row = self.page.locator("main .table-card tbody tr").nth(line)
        row.get_by_role("link").click()
        expect(self.page.locator("td.serial").first).to_be_visible()
        numbers: Sequence[str] = self.page.locator("td.serial").all_inner_texts()
        self.page.go_back()
        expect(self.page.locator("main .table-card tbody tr").first).to_be_visible()
        return sorted(numbers)

    @property
    def settlement_key(self) -> str:
        return str(Settlement.objects.get(subdistrict=STREET).pk)

    @property
    def version(self) -> int:
        return int(self.page.locator("[name=version]").first.input_value())
