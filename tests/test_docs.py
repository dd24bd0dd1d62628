"""The documents say what is so: names, commands and addresses in them exist, links stay in the clone."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import get_resolver

from sanshi.accounts.models import Role
from sanshi.journal.verify import What
from sanshi.project import cli
from sanshi.project.demo.build import OPENS
from sanshi.project.demo.staff import PASSWORD
from sanshi.verbs import all_verbs
from tools import permissions, screenshots

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES += sorted((ROOT / "docs").glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FOLDERS = ("src", "tests", "tools", "docs", "requirements")
ENDINGS = ("py", "md", "toml", "json", "txt", "html", "in", "sqlite3", "jsonl")

URL_NAMES = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
VERBS = {verb.name for verb in all_verbs()}
# Of the words with a hyphen, those that are neither an address nor a role.
OTHER_WORDS = {"jinyang-2012", PASSWORD}
# Files of the home folder.
FILES = {"sanshi.sqlite3", "anchor.lock"}

CLAUSES = {
    *("1.1", "1.2"),
    *(
        f"2.{part}.{number}"
        for part, last in enumerate((5, 5, 5, 5, 3, 3), 1)
        for number in range(1, last + 1)
    ),
    *(f"3.{part}.{number}" for part, last in enumerate((3, 2, 5), 1) for number in range(1, last + 1)),
    *("4.1.1", "4.1.2", "4.1.3"),
    *(f"4.2.1 {rule}" for rule in "abcde"),
    *(f"4.2.2 {rule}" for rule in "abc"),
    *("5.0", "5.1", "5.2", "5.3"),
}


def names(page: Path) -> list[str]:
    return CODE.findall(BLOCK.sub("", page.read_text()))


def each_name() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for name in names(page):
            yield page.name, name


def by_page(page: Path) -> str:
    return page.name


# Links and places


@pytest.mark.parametrize("page", PAGES, ids=by_page)
def test_links_lead_somewhere_in_the_clone(page: Path) -> None:
    for link in (first or second for first, second in LINK.findall(page.read_text())):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        if anchor:
            assert anchor in {_anchor(heading) for heading in HEADING.findall(target.read_text())}, link


def _anchor(heading: str) -> str:
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=by_page)
def test_nothing_points_outside_the_clone(page: Path) -> None:
    text = page.read_text()
    assert not re.findall(r"(?<![\w.])/(?:work|tmp|root|home|Users|mnt)/", text)
    assert not re.findall(r"(?:\.\./)+shared", text)
    assert not re.findall(r"https?://(?!127\.0\.0\.1)[^\s)`]+", text)
    assert not re.findall(r"\bissue #?\d", text, re.IGNORECASE)


def test_files_named_are_there() -> None:
    """`*` in a name stands for anything, `<app>` for an app."""
    named = {name for _page, name in each_name() if name.split("/")[0] in FOLDERS and " " not in name}
    assert named
    missing = [name for name in named if not list(ROOT.glob(re.sub(r"<\w+>", "*", name).rstrip("/")))]
    assert missing == []


def test_pictures_shown_are_those_the_script_takes() -> None:
    taken = {
        f"{picture.name}-{size}-{language}.png"
        for picture in screenshots.PICTURES
        for size in picture.sizes or screenshots.SIZES
        for language in picture.languages or screenshots.LANGUAGES
    }
    stored = {file.name for file in (ROOT / "docs" / "screenshots").iterdir()}
    assert stored == taken


# Names


def test_dotted_names_are_the_codes() -> None:
    named = {name for _page, name in each_name() if re.fullmatch(r"sanshi(\.\w+)+", name)} - FILES
    assert named
    assert [name for name in sorted(named) if not _exists(name)] == []


def _exists(name: str) -> bool:
    """A module, or something in one."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[cut:]:
            if not hasattr(found, attribute):
                return False
            found = getattr(found, attribute)
        return True
    return False


def test_functions_listed_after_a_module_are_its_own() -> None:
    """A table cell such as "`sanshi.x.y`: `f`, `g`"."""
    checked = 0
    for page in PAGES:
        for module, listed in re.findall(r"`(sanshi(?:\.\w+)+)`: ((?:`\w+`(?:, )?)+)", page.read_text()):
            for function in CODE.findall(listed):
                assert _exists(f"{module}.{function}"), f"{page.name}: {module}.{function}"
                checked += 1
    assert checked


def test_models_and_their_columns_exist() -> None:
    columns = {}
    for model in apps.get_models():
        columns[model.__name__] = {field.name for field in model._meta.get_fields()}
    for page, name in each_name():
        if re.fullmatch(r"[a-z]+\.[A-Z]\w+", name):
            assert apps.get_model(name), f"{page}: {name}"
        elif found := re.fullmatch(r"([A-Z]\w+)\.([a-z_]+)", name):
            assert found[2] in columns[found[1]], f"{page}: {name}"


def test_the_data_model_names_every_table() -> None:
    page = (ROOT / "docs" / "data-model.md").read_text()
    own = [model for model in apps.get_models() if model.__module__.startswith("sanshi.")]
    missing = [model.__name__ for model in own if f"`{model.__name__.removesuffix('Version')}" not in page]
    assert missing == []


def test_words_with_a_hyphen_are_addresses_or_roles() -> None:
    known = URL_NAMES | set(Role.values) | OTHER_WORDS
    unknown = {
        (page, name)
        for page, name in each_name()
        if re.fullmatch(r"[a-z]+(?:-[a-z0-9]+)+", name) and name not in known
    }
    assert unknown == set()


def test_words_with_a_dot_are_verbs_or_files() -> None:
    unknown = {
        (page, name)
        for page, name in each_name()
        if re.fullmatch(r"[a-z]+\.[a-z]+(?:-[a-z]+)*", name)
        and name not in VERBS
        and name.split(".")[-1] not in ENDINGS
        and name not in FILES
        and not _exists(name)
    }
    assert unknown == set()


# Commands


def test_make_has_the_targets_named() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target
        for page in PAGES
        for target in re.findall(r"(?:`|^)make ([a-z]+)", page.read_text(), re.MULTILINE)
    }
    assert named >= {"demo", "test"}
    assert named <= targets


def test_the_command_line_has_the_commands_named() -> None:
    named = {
        command
        for page in PAGES
        for command in re.findall(r"(?:`|bin/|time )sanshi ([a-z]+)", page.read_text())
    }
    assert named == set(cli.COMMANDS)


def test_modules_run_by_name_exist() -> None:
    for page in PAGES:
        for module in re.findall(r"python -m ([\w.]+)", page.read_text()):
            assert _exists(module), f"{page.name}: {module}"


# Agreement with the code


def test_permissions_are_those_of_the_roles() -> None:
    page = permissions.FILE.read_text()
    assert page == permissions.written(page), "python -m tools.permissions --write"


def test_every_clause_of_the_plan_has_its_row() -> None:
    page = (ROOT / "docs" / "plan.md").read_text()
    rows = re.findall(r"^\| (\d\.\d(?:\.\d)?(?: [a-e])?) \|", page, re.MULTILINE)
    assert sorted(rows) == sorted(CLAUSES)


def test_the_plan_is_quoted_as_it_stands() -> None:
    original = _bare((ROOT / "docs" / "plan-original.zh.txt").read_text())
    page = (ROOT / "docs" / "plan.md").read_text()
    quotes = re.findall(r"^\| \d\.\d(?:\.\d)?(?: [a-e])? \| ([^|]+) \|", page, re.MULTILINE)
    pieces = [piece for quote in quotes for piece in re.split("[，；：、。…]", _bare(quote)) if piece]
    assert [piece for piece in pieces if piece not in original] == []


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).replace(":", "：").replace(",", "，").replace(";", "；")


def test_the_settings_read_the_variables_described() -> None:
    settings = (ROOT / "src/sanshi/project/settings.py").read_text()
    page = (ROOT / "docs" / "operations.md").read_text()
    read = set(re.findall(r"environ\.get\(\s*\"(\w+)\"", settings))
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)) == read


def test_operations_know_all_that_verify_may_say() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    assert [what for what in What if what.value not in page] == []


def test_the_demo_opens_as_described() -> None:
    readme = (ROOT / "README.md").read_text()
    assert PASSWORD in readme
    assert f"{OPENS:%A}\n{OPENS.day} {OPENS:%B %Y}, {OPENS.hour}:{OPENS:%M}" in readme
