"""A real Chromium, and pages in it: `desktop()` and `phone()` open one, signed in when given an account."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.signing import sign_in
from tools.chromium import launched

DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    # As every browser of a phone says it: some pages have a shape of their own there.
    "user_agent": "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36",
}
LANGUAGE_COOKIE = "sanshi_language"
PATIENCE = 10_000  # milliseconds for an element to appear: two cores are shared with a server and a database


class OpenPage(Protocol):
    def __call__(
        self, username: str | None = None, password: str = "", language: str = "zh-hans"
    ) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives the browser, whether it says so or not."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call" and report.failed:  # type: ignore[attr-defined]
        item.stash[FAILED] = True
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Fails, and says what to do, where no Chromium runs."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright, launched(playwright) as running:
        yield running


@pytest.fixture
def desktop(pages: "Pages") -> OpenPage:
    """Opens a page of 1440 × 900 in a context of its own."""
    return pages.opener(DESKTOP)


@pytest.fixture
def phone(pages: "Pages") -> OpenPage:
    """Opens a page of 390 × 844 with touch in a context of its own."""
    return pages.opener(PHONE)


@pytest.fixture
def pages(browser: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator["Pages"]:
    """Ends with all contexts closed. An error on a console fails: a broken script, a breach of the CSP."""
    opened = Pages(browser, live_server.url)
    with opened.contexts:
        yield opened
        if request.node.stash.get(FAILED, False):
            opened.keep_pictures(request.config.cache.mkdir("pictures"), request.node.name)
    assert not opened.errors, "\n".join(opened.errors)


class Pages:
    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser = browser
        self.base_url = base_url
        self.contexts = ExitStack()
        self.opened: list[Page] = []
        self.errors: list[str] = []

    def opener(self, shape: dict[str, Any]) -> OpenPage:
        def open_page(username: str | None = None, password: str = "", language: str = "zh-hans") -> Page:
            page = self._context(shape, language).new_page()
            self.opened.append(page)
            page.on("console", self._note)
            page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
            if username is not None:
                sign_in(page, self.base_url, username, password)
            return page

        return open_page

    def _context(self, shape: dict[str, Any], language: str) -> BrowserContext:
        # base_url: tests write page.goto("/sign-in")
        context = self.browser.new_context(**shape, base_url=self.base_url, locale="zh-CN")
        self.contexts.callback(context.close)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": self.base_url}])
        return context

    def _note(self, message: ConsoleMessage) -> None:
        # An answer 404 or 409 is an error to the console, and often what a test asks for.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(f"{message.location.get('url')}: {message.text}")

    def keep_pictures(self, folder: Path, name: str) -> None:
        for number, page in enumerate(self.opened, start=1):
            file = folder / f"{name}-{number}.png"
            page.screenshot(path=file, full_page=True)
            print(f"picture of {page.url}: {file}")
