"""A live house from an empty database: found a street, sign in, appoint the population office."""

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sanshi import clock
from sanshi.accounts.models import Account, Post, Role
from sanshi.journal import anchor
from sanshi.journal.models import Line
from sanshi.journal.verify import verify
from sanshi.project import cli
from sanshi.rulebook.access import policy_on
from sanshi.streets.models import HOUSE, Subdistrict
from sanshi.territory.models import Committee

CODE, PASSWORD = "310115012", "eine lange Reihe"
FILE = (
    "code,name,full_name\n"
    "310115012001,金口路一居委,金口路第一居民委员会\n"
    "310115012002,金口路二居委,金口路第二居民委员会\n"
)


@pytest.fixture(autouse=True)
def own_anchor(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")
    Subdistrict.objects.get_or_create(code=HOUSE)


def found(monkeypatch: pytest.MonkeyPatch, *more: str, password: str = PASSWORD, code: str = CODE) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    return cli.run(["street", "found", code, "金杨新村街道", *more])


def sheet(folder: Path, content: bytes | str) -> str:
    file = folder / "committees.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_street_is_founded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoding: str) -> None:
    file = sheet(tmp_path, FILE.encode(encoding))
    assert found(monkeypatch, "--committees", file, "--administrator", "shen") == 0
    assert Subdistrict.objects.get(code=CODE).name == "金杨新村街道"
    rows = Committee.objects.filter(subdistrict=CODE).order_by("code")
    assert list(rows.values_list("name", flat=True)) == ["金口路一居委", "金口路二居委"]
    post = Post.objects.get(subdistrict=CODE)
    assert (post.account.username, post.role, post.valid_from) == ("shen", Role.ADMINISTRATOR, clock.today())
    assert policy_on(CODE, clock.today()).code == "jinyang-2012"


def test_it_is_journalled_and_the_password_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch) == 0
    (line,) = Line.objects.filter(subdistrict=CODE)
    assert line.verb == "street.found" and line.details["with"] == ["policy.load", "post.appoint"]
    assert Line.objects.filter(subdistrict=HOUSE, verb="account.make").count() == 1
    stored = [str(row) for row in Line.objects.values_list("details", "content_digest")]
    assert not any(PASSWORD in text for text in stored)
    assert verify().intact


def test_a_second_time_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert found(monkeypatch) == 0
    capsys.readouterr()
    assert found(monkeypatch, "--administrator", "other") == 1
    assert "310115012 is there already (金杨新村街道). Nothing was changed." in capsys.readouterr().err
    assert Account.objects.count() == 1


WRONG_FILES = {
    "code,name\n310115012001,一\n": "no column full_name",
    "code,name,full_name\n31011501200,一,一\n": "line 2: '31011501200' is no code",
    "code,name,full_name\n310115013001,一,一\n": "does not begin with the street's 310115012",
    FILE + "310115012001,三,三\n": "line 4: 310115012001 stands here twice",
    "code,name,full_name\n310115012001,,一\n": "line 2: name is empty",
    "code,name,full_name\n": "names no committee",
}


@pytest.mark.parametrize("content", WRONG_FILES, ids=list(WRONG_FILES.values()))
def test_a_wrong_file_makes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    assert found(monkeypatch, "--committees", sheet(tmp_path, content)) == 2
    said = capsys.readouterr().err
    assert WRONG_FILES[content] in said and "Nothing was made." in said
    assert not Subdistrict.objects.filter(code=CODE).exists() and not Account.objects.exists()


@pytest.mark.parametrize(
    ("more", "code", "password", "said"),
    [
        ((), "31011501", PASSWORD, "nine digits"),
        ((), HOUSE, PASSWORD, "nine digits"),
        ((), CODE, "short", "at least 10"),
        (("--administrator", "Frau Shen"), CODE, PASSWORD, "no user name"),
        (("--committees", "nowhere.csv"), CODE, PASSWORD, "nowhere.csv"),
    ],
)
def test_what_is_typed_wrong_makes_nothing(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: tuple[str, ...],
    code: str,
    password: str,
    said: str,
) -> None:
    assert found(monkeypatch, *more, code=code, password=password) == 2
    assert said in capsys.readouterr().err
    assert not Account.objects.exists()


def test_two_passwords_that_differ_make_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter((PASSWORD, PASSWORD + "."))

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sanshi.project.founding.getpass", lambda prompt: next(typed))
    assert cli.run(["street", "found", CODE, "金杨新村街道"]) == 2
    assert "differ" in capsys.readouterr().err and not Account.objects.exists()


def test_from_an_empty_house_to_the_population_office(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As who runs it does: found, sign in, make an account, appoint it; its owner sets the own password."""
    assert found(monkeypatch, "--committees", sheet(tmp_path, FILE)) == 0
    admin = Client()
    assert _sign_in(admin, "admin", PASSWORD).headers["Location"] == reverse("start")

    def url(route: str, *args: object) -> str:
        return reverse(route, args=[CODE, *args])

    new = {"client_id": _id(), "username": "feng", "name": "冯主任", "password": "the first of Feng"}
    account = admin.post(url("account-new"), new).headers["Location"].rsplit("/", 1)[1]
    post = {
        "client_id": _id(),
        "role": Role.POPULATION_OFFICE,
        "valid_from": clock.today().isoformat(),
    }
    assert admin.post(url("post-appoint", account), post).status_code == 302

    office = Client()
    _sign_in(office, "feng", "the first of Feng")
    assert office.get(url("home")).headers["Location"] == reverse("change-password")
    own = {"client_id": _id(), "old": "the first of Feng", "new": "Feng alone knows it"}
    assert office.post(reverse("change-password"), own).headers["Location"] == reverse("start")
    page = office.get(url("place-list"))
    assert page.status_code == 200 and "金口路二居委" in page.content.decode()


def _sign_in(client: Client, login: str, password: str) -> Any:
    answer = client.post(reverse("sign-in"), {"username": login, "password": password})
    assert answer.status_code == 302
    return answer


def _id() -> str:
    return str(uuid4())
