"""Pictures of a running demo: each page at desk and phone size, in Chinese and English.

    python -m tools.screenshots [--url ADDRESS] [--home FOLDER] [--into FOLDER] [--only TEXT]…

Start `make demo` first. Its accounts are read from accounts.json in the demo's home. `--only` takes the pages
whose name holds the text; `--pages ROLE:PATH…` takes others, whole. PATH is below the street's address;
`PATH>TEXT` goes on by the first link whose address holds the text, as a record's id is another in each demo.
"""

import argparse
import json
import os
import re
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Response, sync_playwright

from tools.chromium import launched

STREET = "310115012"
SIZES = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True},
}
LANGUAGES = {"zh": "zh-hans", "en": "en"}
NOT_IN_A_NAME = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Picture:
    role: str  # as in accounts.json; "" for nobody signed in
    path: str  # below the street's address; "" for where the account starts; with "/" for an address as it is
    name: str
    sizes: tuple[str, ...] = ()  # those of SIZES in which it is taken; all when empty
    languages: tuple[str, ...] = ()  # likewise of LANGUAGES
    is_whole: bool = False  # the page to its end; else what fits on the screen


PICTURES = (
    Picture("steward", "notices/new", "steward-notice", ("phone",)),
    Picture("coordinator", "visits>/visits/", "coordinator-visit", ("phone",)),
    Picture("clerk", "", "clerk-home", ("desk",)),
    Picture("clerk", "entry?action=alter>/entry/", "clerk-desk", ("desk",)),
    Picture("clerk", "dwellings>/dwellings/0", "dwelling", ("desk",)),
    Picture("secretary", "settlement>Q3>/statements/", "statement", ("desk",)),
)


def main() -> int:
    options = _options()
    accounts = _accounts(Path(options.home) / "accounts.json")
    _ask(options.url)
    into = Path(options.into)
    into.mkdir(parents=True, exist_ok=True)
    bad = 0
    with sync_playwright() as playwright, launched(playwright) as browser:
        for size, language, page in _pages(browser, options.url):
            for role, pictures in _by_role(_chosen(options)).items():
                page.context.clear_cookies(name="sessionid")
                if role and not _sign_in(page, accounts, role):
                    bad += 1
                    continue
                start = page.url
                bad += sum(
                    not _take(page, picture, start, into, f"{size}-{language}")
                    for picture in pictures
                    if size in (picture.sizes or SIZES) and language in (picture.languages or LANGUAGES)
                )
    return 1 if bad else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--home", default=os.environ.get("SANSHI_HOME", "var"))
    parser.add_argument("--into", default="docs/screenshots")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--pages", nargs="*", default=[], metavar="ROLE:PATH")
    return parser.parse_args()


def _ask(url: str) -> None:
    try:
        urllib.request.urlopen(f"{url}/sign-in", timeout=10).close()
    except OSError as problem:
        raise SystemExit(f"Nothing answers at {url} ({problem}): start the demo with `make demo`") from None


def _accounts(file: Path) -> dict[str, tuple[str, str]]:
    """The first account of each role."""
    if not file.is_file():
        raise SystemExit(
            f"{file} is not there: start the demo with `make demo`, or name its home with --home"
        )
    found: dict[str, tuple[str, str]] = {}
    for row in json.loads(file.read_text()):
        found.setdefault(row["role"], (row["username"], row["password"]))
    return found


def _chosen(options: argparse.Namespace) -> list[Picture]:
    if options.pages:
        asked = [page.split(":", 1) for page in options.pages]
        return [
            Picture(role, path, f"{role}-{NOT_IN_A_NAME.sub('-', path).strip('-')}", is_whole=True)
            for role, path in asked
        ]
    return [
        picture
        for picture in PICTURES
        if not options.only or any(text in picture.name for text in options.only)
    ]


def _by_role(pictures: list[Picture]) -> dict[str, list[Picture]]:
    grouped: dict[str, list[Picture]] = {}
    for picture in pictures:
        grouped.setdefault(picture.role, []).append(picture)
    return grouped


def _pages(browser: Browser, url: str) -> Iterator[tuple[str, str, Page]]:
    for size, shape in SIZES.items():
        for short, language in LANGUAGES.items():
            context = browser.new_context(**shape, base_url=url, locale="zh-CN")  # type: ignore[arg-type]
            context.add_cookies([{"name": "sanshi_language", "value": language, "url": url}])
            yield size, short, context.new_page()
            context.close()


def _sign_in(page: Page, accounts: dict[str, tuple[str, str]], role: str) -> bool:
    if role not in accounts:
        print(f"no account for {role!r}; there are: {', '.join(sorted(accounts))}", file=sys.stderr)
        return False
    username, password = accounts[role]
    page.goto("/sign-in")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    with page.expect_navigation():
        page.locator("input[name=password]").press("Enter")
    if "/sign-in" in page.url:
        print(f"{username} could not sign in", file=sys.stderr)
        return False
    return True


def _take(page: Page, picture: Picture, start: str, into: Path, ending: str) -> bool:
    """Also names what a look might miss: an answer that is no page, and a page wider than its screen."""
    path, *links = picture.path.split(">")
    answer = _open(page, start if not path else path if path.startswith("/") else f"/{STREET}/{path}")
    for text in links:
        link = page.locator(f"main a[href*='{text}']").first
        if not link.count():
            print(f"{picture.name}: no link with {text!r} on {page.url}", file=sys.stderr)
            return False
        answer = _open(page, link.get_attribute("href") or "")
    file = into / f"{picture.name}-{ending}.png"
    page.screenshot(path=file, full_page=picture.is_whole)
    status = answer.status if answer else 0
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    notes = [f"answered {status}"] if status >= 400 else []
    notes += [f"{wide} px wider than the screen"] if wide > 0 else []
    print(f"{file}{': ' if notes else ''}{', '.join(notes)}")
    return not notes


def _open(page: Page, address: str) -> Response | None:
    """The register asks for a purpose before the first look; the first one offered will do."""
    answer = page.goto(address)
    if "/purpose" in page.url and (purposes := page.locator("input[name=purpose]")).count():
        purposes.first.check()
        with page.expect_navigation():
            page.locator("main form button.btn-primary").click()
    page.wait_for_load_state("networkidle")
    return answer


if __name__ == "__main__":
    sys.exit(main())
