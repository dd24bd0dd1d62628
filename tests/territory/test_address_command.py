"""`sanshi address parse FILE`: no database, one line of JSON for each line of text."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sanshi.project.cli import run
from tests.territory.test_address_cases import cases

ROOT = Path(__file__).resolve().parents[2]
MAIN = "from sanshi.project.cli import main; main()"
TEXT = "金口路471弄8号302室\n金阳路685弄3号202室\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "addresses.txt"


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_given_cases_come_out_as_they_are_expected(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = cases("given")
    file.write_text("\n".join(case["raw"] for case in given), encoding="utf-8")
    assert run(["address", "parse", str(file)]) == 0
    assert rows(capsys) == [case["expect"] for case in given]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_encodings_are_read(
    file: Path, capsys: pytest.CaptureFixture[str], encoding: str, end: str
) -> None:
    file.write_bytes(TEXT.replace("\n", end).encode(encoding))
    assert run(["address", "parse", str(file)]) == 0
    first, second = rows(capsys)
    assert first == {"road": "金口路", "lane": "471", "number": "8", "room": "302", "notes": []}
    assert second == {"road": "金杨路", "lane": "685", "number": "3", "room": "202", "notes": ["typo"]}


def test_an_empty_line_keeps_its_place(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(f"\n{TEXT}", encoding="utf-8")
    assert run(["address", "parse", str(file)]) == 0
    assert rows(capsys)[0] == {"notes": ["incomplete", "no_road"]}


def test_only_the_ends_of_lines_part_addresses(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes("金口路471弄\x0b8号\u2028302室\n".encode())
    assert run(["address", "parse", str(file)]) == 0
    (row,) = rows(capsys)
    assert row["room"] == "302"


def test_it_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert run(["address", "parse", "-"]) == 0
    assert len(rows(capsys)) == 2


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x00", b"PK\x03\x04\x00\x00", b"\x81"])
def test_what_is_no_text_is_refused(file: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    file.write_bytes(content)
    assert run(["address", "parse", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{file}: this is no text in UTF-8 or GB18030" in err


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["address", "parse", str(tmp_path / "none.txt")]) == 2
    assert run(["address", "parse", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "none.txt: No such file" in err


@pytest.mark.parametrize("arguments", [[], ["parse"], ["parse", "a", "b"], ["format", "a"]])
def test_wrong_words_show_how_it_is_used(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["address", *arguments]) == 2
    assert "usage: sanshi address parse FILE" in capsys.readouterr().err


def test_it_needs_no_house(file: Path, tmp_path: Path) -> None:
    """In a process of its own: nothing was set up, and nothing is afterwards."""
    file.write_text(TEXT, encoding="utf-8")
    home = tmp_path / "home"
    told = {"SANSHI_HOME": str(home), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SANSHI_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "address", "parse", str(file)],
        env={**kept, **told, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode().splitlines()[1])["road"] == "金杨路"
    assert not home.exists()
