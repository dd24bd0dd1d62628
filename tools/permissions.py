"""The tables of docs/permissions.md, made from the roles, the verbs and the addresses.

    python -m tools.permissions            prints them
    python -m tools.permissions --write    puts them into docs/permissions.md

A test holds that the page equals them.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import django

FILE = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"
BEGIN = "<!-- tables: python -m tools.permissions --write -->"
END = "<!-- end of tables -->"
NOBODY = "·"
COMMITTEE_ROLES = (
    "secretary",
    "cadre",
    "security-director",
    "coordinator",
    "security-team",
    "clerk",
    "steward",
    "property-staff",
)


def tables() -> str:
    """Needs a Django that is set up."""
    from sanshi.accounts.models import Role

    offices = [role.value for role in Role if role.value not in COMMITTEE_ROLES]
    parts = (
        ("## In the committee", _grants(COMMITTEE_ROLES)),
        ("## Police, street, offices", _grants(offices)),
        ("## Verbs and their pages", _verbs()),
    )
    return "\n\n".join(f"{title}\n\n{table}" for title, table in parts)


def written(page: str) -> str:
    """The page with the tables of today between its two marks."""
    head, rest = page.split(BEGIN)
    _old, tail = rest.split(END)
    return f"{head}{BEGIN}\n\n{tables()}\n\n{END}{tail}"


def _grants(roles: Sequence[str]) -> str:
    """A row a verb, a column a role; the cell says how far."""
    from sanshi.accounts.roles import grants_of
    from sanshi.verbs import all_verbs

    granted = {role: grants_of(role) for role in roles}
    rows = []
    for verb in all_verbs():
        scopes = [granted[role].get(verb.name, NOBODY) for role in roles]
        if set(scopes) != {NOBODY}:
            rows.append((f"`{verb.name}`", *map(str, scopes)))
    return _table(("verb", *(role.replace("-", " ") for role in roles)), rows)


def _verbs() -> str:
    from sanshi.verbs import Purpose, all_verbs

    pages = _pages()
    purposes = {Purpose.NONE: "", Purpose.ASKED: "asked of the reader"}
    rows = []
    for verb in all_verbs():
        who = "public" if verb.public else "everybody signed in" if verb.everybody else "by role"
        purpose = purposes.get(verb.purpose, verb.purpose.value)
        rows.append((f"`{verb.name}`", who, purpose, ", ".join(f"`{name}`" for name in pages[verb.name])))
    return _table(("verb", "whose", "purpose", "pages (URL names)"), rows)


def _pages() -> dict[str, list[str]]:
    from sanshi.accounts.checks import all_patterns
    from sanshi.verbs import verb_of

    found: dict[str, list[str]] = defaultdict(list)
    for _route, pattern in all_patterns():
        verb = verb_of(pattern.callback)
        if verb is not None and pattern.name:
            found[verb.name].append(pattern.name)
    return found


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(_lines(head, rows))


def _lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    if sys.argv[1:] not in ([], ["--write"]):
        raise SystemExit(__doc__)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanshi.project.settings")
    django.setup()
    if sys.argv[1:]:
        FILE.write_text(written(FILE.read_text()))
    else:
        print(tables())


if __name__ == "__main__":
    main()
