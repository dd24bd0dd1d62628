"""The list of addresses: each names its verb, stands in the tests' own table, and holds nothing personal."""

import re

import pytest
from django.urls import URLResolver, get_resolver, include, path

from sanshi import verbs
from sanshi.accounts.checks import all_patterns, every_url_names_its_verb
from sanshi.accounts.models import Role
from sanshi.accounts.roles import ROLES
from sanshi.verbs import page, verb_of
from tests.routes.grants import EVERY_ROLE, EVERYBODY, GRANTS, PUBLIC
from tests.routes.table import ROWS

PATTERNS = list(all_patterns())
CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")
# A name, a number or a word a reader typed could stand there; these are none.
TEXT_IN_ADDRESS = {
    # One of four words.
    ("map-export", "kind"),
    ("settlement-page", "quarter"),
    ("inspection-form", "quarter"),
    # One of three kinds of sheets, of two formats, of five outcomes.
    ("stock-template", "layout"),
    ("stock-template", "form"),
    ("stock-rows", "outcome"),
    # One of the faults there are.
    ("quality-list", "fault"),
    # A lane by its name in letters and figures.
    ("dwelling-lane", "lane"),
    ("dwelling-lane-print", "lane"),
}


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(pattern.name or route for route, pattern in PATTERNS) == sorted(ROWS)


def test_every_address_has_a_name_of_its_own() -> None:
    names = [pattern.name for _route, pattern in PATTERNS]
    assert None not in names and len(names) == len(set(names))


@pytest.mark.parametrize(("route", "pattern"), PATTERNS, ids=[str(pattern.name) for _, pattern in PATTERNS])
def test_the_address_names_the_verb_of_the_table(route: str, pattern: object) -> None:
    verb = verb_of(pattern.callback)  # type: ignore[attr-defined]
    assert verb is not None
    assert verb.name == ROWS[pattern.name].verb  # type: ignore[attr-defined]


def test_the_roles_grant_what_the_plan_says() -> None:
    """The tables of the code and of the tests, verb by verb."""
    granted: dict[str, dict[str, str]] = {verb.name: {} for verb in verbs.all_verbs()}
    for role, grants in ROLES.items():
        for verb, scope in grants.items():
            granted[verb.name][role.value] = scope.value
    said = {
        verb: {role: scope for scope, roles in scopes.items() for role in roles.split()}
        for verb, scopes in GRANTS.items()
    }
    assert {verb: roles for verb, roles in granted.items() if verb not in PUBLIC | EVERYBODY} == said


def test_public_and_everybodys_verbs_are_the_few_of_the_table() -> None:
    assert {verb.name for verb in verbs.all_verbs() if verb.public} == PUBLIC
    assert {verb.name for verb in verbs.all_verbs() if verb.everybody} == EVERYBODY


def test_the_table_names_all_roles_once() -> None:
    assert sorted(EVERY_ROLE.split()) == sorted(Role.values)
    doubled = [verb for verb, scopes in GRANTS.items() if len(_roles(scopes)) != len(set(_roles(scopes)))]
    assert doubled == []


def _roles(scopes: dict[str, str]) -> list[str]:
    return " ".join(scopes.values()).split()


@pytest.mark.parametrize(("route", "pattern"), PATTERNS, ids=[str(pattern.name) for _, pattern in PATTERNS])
def test_no_address_could_hold_personal_data(route: str, pattern: object) -> None:
    name = pattern.name  # type: ignore[attr-defined]
    for converter, argument in CONVERTER.findall(route):
        free = converter in {"", "str", "slug", "path"}
        assert not free or (name, argument) in TEXT_IN_ADDRESS
    assert isinstance(pattern.pattern._route, str)  # type: ignore[attr-defined] # no regular expressions


def test_all_below_a_street_but_the_accounts_own() -> None:
    outside = {pattern.name for route, pattern in PATTERNS if not route.startswith("<subdistrict:")}
    assert outside == {"start", "sign-in", "sign-out", "set-language", "change-password"}


# The check at the start of the program


def _view(request: object) -> None: ...


class _Bad:
    urlpatterns = [
        page("good", verbs.HOME, _view, "good"),  # type: ignore[arg-type]
        path("inner/", include([path("bad/<uuid:pk>", _view, name="bad")])),  # type: ignore[type-var]
    ]


def test_a_url_without_a_verb_fails_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = URLResolver(get_resolver().pattern, _Bad)
    monkeypatch.setattr("sanshi.accounts.checks.get_resolver", lambda: resolver)
    [error] = every_url_names_its_verb(None)
    assert (error.id, "inner/bad/<uuid:pk>" in error.msg, error.is_serious()) == ("sanshi.E100", True, True)


def test_the_urls_as_they_are_pass_the_check() -> None:
    assert every_url_names_its_verb(None) == []
