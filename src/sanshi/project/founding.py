"""`sanshi street found`: a street, its first administrator, its committees from a file."""

import argparse
import csv
import re
import sys
from collections.abc import Iterator, Sequence
from getpass import getpass
from pathlib import Path
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils.translation import override

from sanshi.accounts.actions import NewAccount
from sanshi.accounts.models import Account
from sanshi.project.actions import Founding, NewCommittee, found_street
from sanshi.shell.decoding import decoded
from sanshi.streets.models import HOUSE, Subdistrict
from sanshi.verbs import Actor

COLUMNS = ("code", "name", "full_name")
# Longest name and full name of a committee (territory.models).
MOST_SIGNS = {"name": 60, "full_name": 80}


class Wrong(ValueError):
    """What keeps the street from being founded, in words for who runs the house."""


def run(arguments: Sequence[str]) -> int:
    """Exit 0 when founded, 1 where it is there already, 2 for a word or a file that cannot be used."""
    try:
        given = _options().parse_args(arguments)
    except SystemExit as left:
        return int(left.code or 0)
    try:
        if known := Subdistrict.objects.filter(code=given.code).first():
            print(
                f"Street {known.code} is there already ({known.name}). Nothing was changed.", file=sys.stderr
            )
            return 1
        with override("en"):
            founding = _founding(given)
            found_street(Actor(None, "founding", given.code, is_house=True), uuid4(), founding)
    except Wrong as wrong:
        print(f"{wrong}\nNothing was made.", file=sys.stderr)
        return 2
    except DatabaseError:
        print("The database is not there, or not up to date. Run: sanshi migrate", file=sys.stderr)
        return 2
    print(
        f"Street {given.code} {given.name} is founded with {len(founding.committees)} committees.\n"
        f"Sign in as {founding.administrator.username} and make accounts for the others."
    )
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sanshi street", description="Found a street in an empty house.")
    found = parser.add_subparsers(required=True).add_parser(
        "found", help="make a street and who administers it"
    )
    found.add_argument("code", type=_code, help="its nine-digit code, e.g. 310115012")
    found.add_argument("name", help="its name")
    found.add_argument("--committees", metavar="FILE.csv", type=Path, help="columns code, name, full_name")
    found.add_argument("--administrator", metavar="LOGIN", default="admin", help="user name (admin)")
    found.add_argument("--administrator-name", metavar="NAME", help="as it is shown; the user name else")
    return parser


def _code(text: str) -> str:
    if not re.fullmatch(r"\d{9}", text) or text == HOUSE:
        raise argparse.ArgumentTypeError(f"{text!r} is no code of a street: nine digits")
    return text


def _founding(given: argparse.Namespace) -> Founding:
    """The file first: who typed a password wants it used."""
    committees = tuple(_committees(given.committees, given.code)) if given.committees else ()
    login = str(given.administrator).lower()
    if not re.fullmatch(r"[a-z0-9.\-]{1,40}", login):
        raise Wrong(f"{given.administrator!r} is no user name: small letters, digits, dot and hyphen.")
    if Account.objects.filter(username=login).exists():
        raise Wrong(f"The user name {login} is taken.")
    name = given.administrator_name or login
    return Founding(given.name, NewAccount(login, name, make_password(_password(login))), committees)


def _password(login: str) -> str:
    """Typed twice at a terminal; elsewhere the first line of standard input."""
    if sys.stdin.isatty():
        password = getpass(f"Password of {login}: ")
        if getpass("The same again: ") != password:
            raise Wrong("The two passwords differ.")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    try:
        validate_password(password, Account(username=login))
    except ValidationError as refused:
        raise Wrong(" ".join(refused.messages)) from None
    return password


def _committees(file: Path, street: str) -> Iterator[NewCommittee]:
    rows = csv.DictReader(_text(file).splitlines())
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise Wrong(f"{file.name}: the first line has no column {', '.join(missing)}.")
    wrong: list[str] = []
    found: dict[str, NewCommittee] = {}
    for number, row in enumerate(rows, start=2):
        values = {column: (row[column] or "").strip() for column in COLUMNS}
        if not any(values.values()):
            continue
        wrong += [f"line {number}: {why}" for why in _faults(values, street, found)]
        found[values["code"]] = NewCommittee(**values)
    if wrong:
        raise Wrong("\n".join(f"{file.name}, {one}" for one in wrong))
    if not found:
        raise Wrong(f"{file.name} names no committee.")
    yield from found.values()


def _faults(row: dict[str, str], street: str, known: dict[str, NewCommittee]) -> Iterator[str]:
    code = row["code"]
    if not re.fullmatch(r"\d{12}", code):
        yield f"{code!r} is no code of a committee: twelve digits."
    elif not code.startswith(street):
        yield f"{code} does not begin with the street's {street}."
    if code in known:
        yield f"{code} stands here twice."
    for column, most in MOST_SIGNS.items():
        if not row[column]:
            yield f"{column} is empty."
        elif len(row[column]) > most:
            yield f"{column} is longer than {most} signs."


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Wrong(f"{file}: {error.strerror}.") from None
    text = decoded(content)
    if text is None:
        raise Wrong(f"{file.name} is neither UTF-8 nor GB18030.")
    return text
