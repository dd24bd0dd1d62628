"""The order of the apps and the habits inside them (docs: design of the code), read from the sources."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

import sanshi

SOURCE = Path(sanshi.__file__).parent
ROOT = SOURCE.parent.parent
# An app imports only from what stands before it.
ORDER = [
    "problems",
    "clock",
    "verbs",
    "shell",
    "vault",
    "streets",
    "journal",
    "rulebook",
    "jobs",
    "territory",
    "accounts",
    "identity",
    "register",
    "visits",
    "discovery",
    "collection",
    "entry",
    "settlement",
    "home",
    "project",
]
TOP = {"problems", "clock", "verbs"}
APPS = [name for name in ORDER if name not in TOP]
MODULES = sorted(file for file in SOURCE.rglob("*.py") if "__pycache__" not in file.parts)
OWN_CODE = [file for file in MODULES if "migrations" not in file.parts]
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
MOST_LINES = 499

# Files that write besides the actions, and why.
WRITERS = {
    "accounts/following.py": "posts follow their places; called by the actions that change those",
    "collection/following.py": "unfinished forms follow their doors, as above",
    "discovery/following.py": "notices under way follow their doors, as above",
    "entry/deciding.py": "what the desk decided about a match; called by enter, tell_apart and void_entry",
    "entry/recounting.py": "a count of what is registered already; called by an import's carry_lot",
    "entry/stock.py": "take_stock enters a first count by sets",
    "journal/chain.py": "the lines that actions owe, appended at their end",
    "project/bench/city.py": "a made-up street to measure on, loaded by the register's stock",
    "project/bench/matching.py": "numbers of a made-up city in the directory, to measure on",
    "project/demo/street.py": "the street itself: there is no action that makes one",
    "project/extract.py": "catalogues of texts, which are files",
    "register/changes/housing.py": "what an entered form changes; called by entry's and register's actions",
    "register/changes/merging/anchors.py": "as above",
    "register/changes/persons.py": "as above",
    "register/changes/staff.py": "as above",
    "register/changes/units.py": "as above",
    "register/finding/store.py": "keys and tokens by which records are found; called by changes",
    "register/following.py": "the committee of current versions follows the door, as above",
    "register/history.py": "the one writer of versions; called by changes",
    "register/holders.py": "the directory of document numbers; called by changes",
    "register/stock.py": "a first count by sets; called by entry's take_stock",
    "settlement/drafting.py": "the statements of a draft; called by calculate",
    "streets/apps.py": "the house's own row, made by migrate",
    "streets/fields.py": "the managers beneath every write",
    "streets/models.py": "the base model beneath every write",
    "streets/querysets.py": "the querysets beneath every write",
    "streets/rows.py": "many rows at once, beneath what enters by sets",
    "territory/loading.py": "places of a sheet by sets; called by entry's carry_lot",
    "vault/keys.py": "the stored check value of the key, made at first start",
    "visits/employees.py": "visits to employees at home; called by entry's enter and void_entry",
    "visits/following.py": "open visits follow their doors, as above",
}
# Files that read the machine's time, and why.
TIME_READERS = {
    "clock.py": "the clock",
    "streets/uuid7.py": "keys follow the machine's time, whatever a demo's clock shows",
}


def name_of(file: Path) -> str:
    return str(file.relative_to(SOURCE))


def app_of(file: Path) -> str:
    first = file.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py")


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def strings_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def calls_in(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            yield getattr(function, "attr", getattr(function, "id", "")), node


# The order of the apps


def imports_of(file: Path) -> set[str]:
    """The apps that a module names: by import, at whatever depth, by a dotted path, a model's label."""
    tree = tree_of(file)
    found = {name.split(".")[1] for name in _imported(tree) if name.startswith("sanshi.")}
    dotted = (re.fullmatch(r"sanshi\.(\w+)(\.\w+)+", text) for text in strings_in(tree))
    found |= {match.group(1) for match in dotted if match}
    return found | _labels(tree)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _labels(tree: ast.AST) -> set[str]:
    """Of foreign keys ("app.Model"), of apps.get_model, of a migration's dependencies."""
    found = set()
    for name, call in calls_in(tree):
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        words = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name.endswith(("Key", "Field", "get_model")):
            found |= {word.split(".")[0].lower() for word in words if re.fullmatch(r"\w+\.\w+", word)}
        if name == "get_model":
            found |= {word.lower() for word in words[:1]}
        if name == "swappable_dependency":
            found.add("accounts")
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and [getattr(one, "id", "") for one in node.targets] == [
            "dependencies"
        ]:
            found |= set(strings_in(node))
    return found & set(APPS)


TAG = re.compile(r"""\{%\s*(extends|include|load|static)\s+(.*?)\s*%\}""", re.S)


def templates_named(file: Path, libraries: dict[str, str]) -> set[str]:
    found = set()
    for tag, rest in TAG.findall(file.read_text(encoding="utf-8")):
        if tag == "load":
            found |= {libraries[word] for word in rest.split() if word in libraries}
            continue
        found |= {path.split("/")[0] for path in re.findall(r"""["']([\w/.-]+)["']""", rest) if "/" in path}
    return found & set(APPS)


def libraries() -> dict[str, str]:
    """Template tag library → its app."""
    return {file.stem: app_of(file) for file in SOURCE.glob("*/templatetags/*.py") if file.stem != "__init__"}


def below(app: str, named: Iterable[str]) -> list[str]:
    return sorted(one for one in named if one in ORDER and ORDER.index(one) > ORDER.index(app))


def test_the_order_names_every_app_as_the_settings_do() -> None:
    installed = [app.removeprefix("sanshi.") for app in settings.INSTALLED_APPS if app.startswith("sanshi.")]
    assert installed == APPS
    there = {app_of(file) for file in MODULES} - {"__init__"}
    assert there == set(ORDER)


@pytest.mark.parametrize("app", ORDER)
def test_an_app_imports_only_from_above(app: str) -> None:
    wrong = {name_of(file): below(app, imports_of(file)) for file in MODULES if app_of(file) == app}
    assert {name: apps for name, apps in wrong.items() if apps} == {}


@pytest.mark.parametrize("app", APPS)
def test_a_template_leans_only_on_those_above(app: str) -> None:
    known = libraries()
    files = [file for file in TEMPLATES if app_of(file) == app]
    wrong = {name_of(file): below(app, templates_named(file, known)) for file in files}
    assert {name: apps for name, apps in wrong.items() if apps} == {}


def test_a_template_stands_in_its_apps_own_folder() -> None:
    strays = [name_of(file) for file in TEMPLATES if file.relative_to(SOURCE).parts[2] != app_of(file)]
    assert strays == []


@pytest.mark.parametrize(
    "code",
    [
        "from sanshi.settlement.models import Settlement",
        "import sanshi.settlement.rules",
        "def late():\n    from sanshi.settlement import access",
        "key = LocalKey('settlement.Settlement', PROTECT)",
        "key = LocalKey(to='settlement.settlement')",
        "model = apps.get_model('settlement', 'Settlement')",
        "dependencies = [('settlement', '0001_initial')]",
        "handler = 'sanshi.settlement.views.page'",
    ],
)
def test_the_reader_sees_each_way_to_import(code: str, tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(code)
    assert below("entry", imports_of(file)) == ["settlement"]


# The time


TIME = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}


def reads_time(file: Path) -> bool:
    """By name.attribute; how long something took (time.monotonic) is no time of day."""
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name | ast.Attribute)
        and (getattr(node.value, "id", getattr(node.value, "attr", "")), node.attr) in TIME
        for node in ast.walk(tree_of(file))
    )


def test_only_the_clock_reads_the_time() -> None:
    assert {name_of(file) for file in MODULES if reads_time(file)} == set(TIME_READERS)
    imported = {
        name_of(file)
        for file in MODULES
        if {"django.utils.timezone.now", "time.time", "django.utils.timezone.localdate"}
        & set(_imported(tree_of(file)))
    }
    assert imported == set()


# Writes


WRITES = {
    *("save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"),
    *("insert_rows", "insert_ready"),
}


def is_write(name: str, call: ast.Call) -> bool:
    """A queryset's update takes names, a dictionary's a mapping."""
    return name in WRITES or (name == "update" and not call.args and bool(call.keywords))


def writes(file: Path) -> bool:
    return any(is_write(name, call) for name, call in calls_in(tree_of(file)))


def is_a(kind: str, file: Path) -> bool:
    """An app's actions.py, or a module of its folder actions/."""
    return file.stem == kind or file.parent.name == kind


def test_only_actions_write_and_those_that_serve_them() -> None:
    others = {name_of(file) for file in OWN_CODE if writes(file) and not is_a("actions", file)}
    assert others == set(WRITERS)


def test_every_action_names_its_verb() -> None:
    """A public function of an app's actions that takes an actor is a journalled act."""
    bare = [
        f"{name_of(file)}: {node.name}"
        for file in OWN_CODE
        if is_a("actions", file)
        for node in tree_of(file).body
        if isinstance(node, ast.FunctionDef)
        and [argument.arg for argument in node.args.args][:2] == ["actor", "client_id"]
        and not node.name.startswith("_")
        and "action" not in {name for one in node.decorator_list for name, _ in calls_in(one)}
    ]
    assert bare == []


# Views


QUERIES = {
    "objects",
    "filter",
    "exclude",
    "exists",
    "first",
    "annotate",
    "aggregate",
    "values_list",
    "order_by",
    "select_related",
    "prefetch_related",
    "get_object_or_404",
    "get_list_or_404",
    "cursor",
}


@pytest.mark.parametrize("file", [file for file in OWN_CODE if is_a("views", file)], ids=name_of)
def test_views_query_nothing(file: Path) -> None:
    tree = tree_of(file)
    named = {node.attr: node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    named |= {node.id: node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert {f"{name} in line {line}" for name, line in named.items() if name in QUERIES} == set()
    assert [name for name in _imported(tree) if name.startswith("django.db")] == []


# Files


FORBIDDEN_NAMES = {
    "utils",
    "util",
    "core",
    "common",
    "helpers",
    "helper",
    "services",
    "service",
    "misc",
    "lib",
}
# One thing has one name in all apps: what these would hold stands under another.
OTHER_NAMES = {
    "queries": "access",
    "selectors": "access",
    "managers": "models",
    "handlers": "views",
    "signals": "actions",
    "permissions": "access",
    "constants": "rules",
    "validators": "rules",
    "serializers": "forms",
    "admin": "views",
    "tests": "tests/",
}


def test_no_module_is_a_drawer_for_everything() -> None:
    names = {part.removesuffix(".py") for file in MODULES for part in file.relative_to(SOURCE).parts}
    assert names & FORBIDDEN_NAMES == set()
    assert names & set(OTHER_NAMES) == set()


@pytest.mark.parametrize("app", APPS)
def test_what_belongs_together_is_there(app: str) -> None:
    there = {path.name for path in (SOURCE / app).iterdir()}
    assert {"__init__.py", "apps.py"} <= there
    assert bool({"models.py", "models"} & there) == ("migrations" in there)
    if {"views.py", "views"} & there:
        assert {"urls.py", "templates"} <= there
    if "templates" in there:
        assert "locale" in there


def _long(files: Iterable[Path]) -> dict[str, int]:
    lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    return {str(file.relative_to(ROOT)): count for file, count in lines.items() if count > MOST_LINES}


def own_files(*suffixes: str) -> list[Path]:
    """Of the source, the tests and the tools; not what is made by a program."""
    made = {"__pycache__", "migrations", "node_modules"}
    return [
        file
        for folder in (SOURCE, ROOT / "tests", ROOT / "tools")
        for suffix in suffixes
        for file in sorted(folder.rglob(f"*{suffix}"))
        if not made & set(file.parts)
    ]


def test_a_file_that_reaches_500_lines_becomes_a_folder() -> None:
    assert _long(own_files(".py", ".html", ".js", ".css")) == {}


UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "X" * 3, "FIX" + "ME", "HA" + "CK")) + r")\b")


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in own_files(".py", ".html", ".js", ".css", ".toml", ".po")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (writes, "Form.objects.filter(pk=pk).update(state='x')"),
        (writes, "row.save(update_fields=['a'])"),
        (writes, "Form.objects.bulk_create(rows)"),
        (writes, "insert_rows(Form, rows)"),
        (reads_time, "from datetime import datetime\nat = datetime.now()"),
        (reads_time, "import time\nat = time.time()"),
        (reads_time, "import datetime\nday = datetime.date.today()"),
    ],
)
def test_the_readers_see_what_they_look_for(check: Callable[[Path], bool], code: str, tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(code)
    assert check(file)
