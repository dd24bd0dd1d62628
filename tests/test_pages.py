"""Every page that takes GET, as a role that may, in both languages and in one that nobody speaks."""

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse

from sanshi.accounts.models import Role
from sanshi.entry.importing.columns import layout
from sanshi.entry.importing.records.facts import masked
from sanshi.register import codes
from sanshi.streets.models import Subdistrict
from sanshi.vault.masking import mask_name
from tests.importing import residents
from tests.make import EMPLOYEE
from tests.persons import NAMES
from tests.pseudo import CLOSE, OPEN, pseudo_locale, texts_outside
from tests.routes.asking import NAMES_OF_ROUTES, address, let_in
from tests.routes.table import ROWS, TO_READ, Row
from tests.routes.world import ESTATES, OWN, REASON, RESIDENTS, SHOPS, Browser, World, browser, world

__all__ = ["browser", "world"]

LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}
READABLE = [
    route for route in NAMES_OF_ROUTES if route in ROWS and ROWS[route].get == 200 and not ROWS[route].is_data
]
PAGES = [route for route in READABLE if not ROWS[route].is_part]
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
# What no catalogue translates: numbers, codes, amounts, names of verbs and columns.
CODED = re.compile(
    r"[A-Z0-9][A-Za-z0-9.:_/+()%*·¥ -]*|[a-z0-9-]+(-[a-z0-9]+)+|[a-z_]+\.[a-z_.]+|[0-9a-f]{16,}"
)
# The plan's own, which the policy names as its source.
POLICY_NUMBER = "浦金街〔2012〕17号"


class Page(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.headings: list[str] = []
        self.title = ""
        self.ids: list[str] = []
        self.language = ""
        self.inline: list[str] = []
        self.labelled_by: list[str] = []
        # Names of what a form puts into the address.
        self.in_address: set[str] = set()
        self._is_in_address = False
        self._inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = tag if tag in {"h1", "title"} else self._inside
        self.headings += [""] if tag == "h1" else []
        self.ids += [given["id"]] if "id" in given else []
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "form":
            self._is_in_address = given.get("method", "get").lower() == "get"
        if self._is_in_address and tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self.in_address.add(given["name"])
        self._note_inline(tag, given)
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            self.labelled_by += given.get(name, "").split()

    def _note_inline(self, tag: str, given: dict[str, str]) -> None:
        is_code = tag == "style" or (tag == "script" and "src" not in given)
        if is_code and not given.get("nonce") and given.get("type") != "application/json":
            self.inline.append(f"<{tag}>")
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == self._inside else self._inside
        self._is_in_address = self._is_in_address and tag != "form"

    def handle_data(self, data: str) -> None:
        if self._inside == "h1":
            self.headings[-1] += data
        if self._inside == "title":
            self.title += data


def readers(row: Row) -> list[Role]:
    """Of the roles that may, those whose pages differ: on the phone, in the committee, in the office."""
    may = [role for role in NAMES if let_in(row, role, OWN)]
    shapes = (
        {Role.STEWARD, Role.PROPERTY_STAFF},
        {Role.COORDINATOR, Role.CADRE, Role.OFFICER, Role.SECURITY_TEAM},
        {Role.SECRETARY, Role.SECURITY_DIRECTOR},
        {Role.CLERK},
        {Role.POPULATION_OFFICE},
        {Role.LEADER, Role.FINANCE, Role.SECTION, Role.INSPECTOR, Role.ADMINISTRATOR},
    )
    chosen = (next((role for role in may if role in shape), None) for shape in shapes)
    return [role for role in chosen if role is not None]


@dataclass
class Reading:
    """Reads each page once for each role and language."""

    world: World
    browser: Browser
    shelf: dict[tuple[str, Role, str], Page]

    def page(self, route: str, role: Role, language: str = "zh-hans") -> Page:
        key = (route, role, language)
        if key not in self.shelf:
            self.shelf[key] = self.read(route, role, language)
        return self.shelf[key]

    def read(self, route: str, role: Role, language: str = "zh-hans") -> Page:
        row, person = ROWS[route], None if route == "sign-in" else self.world.who(role)
        where = address(self.world, route, row, OWN)
        answer = self.browser.ask(person, TO_READ, where, language=language, htmx=row.is_part)
        assert answer.status_code == 200, f"{route} for {role}: {answer.status_code}"
        _check_policy(answer)
        return Page(answer.content.decode())


@pytest.fixture(scope="module")
def shelf() -> dict[tuple[str, Role, str], Page]:
    return {}


@pytest.fixture
def reading(world: World, browser: Browser, shelf: dict[tuple[str, Role, str], Page]) -> Reading:
    return Reading(world, browser, shelf)


def _check_policy(answer: HttpResponse) -> None:
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("route", PAGES)
def test_the_shape_of_a_page(route: str, language: str, reading: Reading) -> None:
    for role in readers(ROWS[route]):
        page = reading.page(route, role, language)
        assert page.language == LANGUAGES[language]
        assert len(page.headings) == 1 and _words(page.headings[0])
        assert _words(page.headings[0]) in _words(page.title)
        assert [name for name, times in Counter(page.ids).items() if times > 1] == []
        assert page.inline == []
        assert [name for name in page.labelled_by if name not in page.ids] == []


def _words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("route", READABLE)
def test_nothing_but_data_is_untranslated(route: str, reading: Reading) -> None:
    known = data_of(reading.world)
    for role in readers(ROWS[route]):
        with pseudo_locale():
            page = reading.read(route, role)
        assert OPEN in page.html or ROWS[route].is_part
        assert _untranslated(page.html, known) == []


@pytest.mark.parametrize("route", READABLE)
def test_english_pages_hold_no_chinese_but_data(route: str, reading: Reading) -> None:
    known = data_of(reading.world)
    for role in readers(ROWS[route]):
        page = reading.page(route, role, "en")
        left = _without(re.sub(r"<[^>]+>", "\n", page.html), known)
        assert sorted(set(CHINESE.findall(left)) - OWN_NAMES) == []


# The product's and the languages' own names are written one way.
OWN_NAMES = {"中文", "三实", "简体中文"}


def data_of(world: World) -> list[str]:
    """The texts that this state of the database holds; the longest first, as one may be part of another."""
    texts = {person.account.name for people in world.teams.values() for person in people.values()}
    texts |= {person.account.username for people in world.teams.values() for person in people.values()}
    texts |= {*NAMES.values(), *RESIDENTS.values(), *SHOPS.values(), POLICY_NUMBER, REASON}
    texts |= {mask_name(name) for name in (*RESIDENTS.values(), EMPLOYEE)} | {EMPLOYEE}
    # A sheet of places names its columns itself.
    for name in ("places", "population"):
        texts |= {column.header for column in layout(name).columns} | {"places.csv", "sheet.csv"}
    texts |= set(residents.resident(900)) | {mask_name(residents.name(900))}
    # Of examples in a sheet the shape is shown.
    said = [text for n in (900, 901) for text in residents.resident(n).values()]
    places = [door.address for place in world.places.values() for door in place.doors]
    texts |= {masked(text) for text in (*said, *places)}
    # Of the codes of national standards a table says the names.
    tables = (codes.industries(), codes.nationalities(), codes.provinces())
    texts |= {chinese for table in tables for chinese, _english in table.values()}
    texts |= set(ESTATES.values())
    texts |= set(Subdistrict.objects.values_list("name", flat=True))
    for place in world.places.values():
        texts |= {door.address for door in place.doors} | ({place.shop.address} if place.shop else set())
    return sorted((text for text in texts if text), key=len, reverse=True)


# Names of places as `tests.make` builds them, and parts of addresses.
PLACES = re.compile(
    r"第\d居委|第\d派出所|街道\d+|Street \d+|金口路|枣庄路|\d+弄|\d+号(?:\d+室)?|\d+室|\d片|\d组"
)


def _without(text: str, known: list[str]) -> str:
    for one in known:
        text = text.replace(one, "")
    return PLACES.sub("", text)


def _untranslated(html: str, known: list[str]) -> list[str]:
    left = (_without(text, known).strip(f" ·,;:/()（）{CLOSE}") for text in texts_outside(html))
    return sorted({text for text in left if re.search(r"[^\W\d_]", text) and not CODED.fullmatch(text)})


# Of a pair of records, both names: whoever decides whether they are one person compares them.
WORKS_WITH_RECORDS = (
    *("person", "form", "visit", "entry", "unit", "dwelling", "archive", "volume", "home"),
    "duplicate-page",
)


@pytest.mark.parametrize("route", READABLE)
def test_numbers_of_persons_stand_in_the_collectors_own_form_only(route: str, reading: Reading) -> None:
    """Masked everywhere else; full names too stand only where somebody works with the record."""
    for role in readers(ROWS[route]):
        html = reading.page(route, role).html
        own_task = route in {"form-fill", "form-page", "form-print"} and role == Role.COORDINATOR
        shown = [number for number in reading.world.numbers if number in html]
        assert own_task or shown == []
        if not route.startswith(WORKS_WITH_RECORDS):
            assert [name for name in RESIDENTS.values() if name in html] == []


# Filters: states, places, days, kinds. Nothing of them says who somebody is.
FILTERS = {
    *("state", "view", "whose", "committee", "building", "team", "matter", "outcome", "groups", "category"),
    *("subject", "action", "kind", "status", "colour", "day", "month", "year", "quarter", "verb", "account"),
    *("on", "known", "after", "clerk"),
    # How sure a search is that two records are one.
    "band",
    # Units: with staff or without, of a key trade; the line of a form whose employee is looked up.
    *("staff", "trade", "unit", "find"),
    # A lane by its name in letters and figures, and which branches of the tree of places are open.
    *("lane", "open", "of", "beat"),
    # The id of a form that a move makes needless.
    "instead_of",
}


@pytest.mark.parametrize("route", READABLE)
def test_what_a_page_puts_into_addresses_is_not_personal(route: str, reading: Reading) -> None:
    """A search for a person is a POST. A new filter is argued by its line above."""
    for role in readers(ROWS[route]):
        assert reading.page(route, role).in_address <= FILTERS
