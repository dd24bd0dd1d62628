"""`sanshi settlement calculate FILE.json` from the console entry; more wrong input: test_calculation_file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sanshi.project.cli import run
from tests.settlement.test_calculation_file import CASE, KEYS

ROOT = Path(__file__).resolve().parents[2]
MAIN = "from sanshi.project.cli import main; main()"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The issue's example, word by word."""
    file = tmp_path / "cases.json"
    file.write_text(
        """{"policy": "jinyang-2012", "cases": [
  {"committee": "310115012001", "quarter": "2026Q3", "notices": [{"giver": "a", "valid": 12}],
  "collections": [{"collector": "b", "valid": 340}],
  "clerk_months": [{"month": "2026-07", "clerk": "c", "entries": 512, "days": 31}],
  "inspection": {"checked": 200, "errors": 13}, "traced_back": 1, "unregistered": 2}]}"""
    )
    return file


def test_the_example(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["settlement", "calculate", str(file)]) == 0
    out, err = capsys.readouterr()
    (result,) = json.loads(out)["results"]
    assert err == ""
    assert list(result) == KEYS
    explanation = result.pop("explanation")
    assert all(isinstance(line, str) and line for line in explanation)
    assert result == {
        "committee": "310115012001",
        "quarter": "2026Q3",
        "notice_rewards": {"a": 2400},
        "collection_rewards": {"b": 34000},
        "subsidy": 30000,
        "clerk_allowances": {"c": 8000},
        "deduction_base": 64000,
        "deduction_percent": 24,
        "deduction": 15360,
        "notified_criticism": False,
        "payable": 59040,
        "deduction_shares": {"subsidy": 7200, "b": 8160},
    }


@pytest.mark.parametrize(
    ("case", "key"),
    [
        ({**CASE, "colour": "red"}, "colour"),
        ({key: value for key, value in CASE.items() if key != "notices"}, "notices"),
        ({**CASE, "traced_back": -1}, "traced_back"),
        ({**CASE, "unregistered": 0.5}, "unregistered"),
        ({**CASE, "inspection": {"checked": 12, "errors": 13}}, "inspection.errors"),
        (
            {**CASE, "clerk_months": [{"month": "2026-06", "clerk": "c", "entries": 1, "days": 1}]},
            "clerk_months[0].month",
        ),
        (
            {**CASE, "clerk_months": [{"month": "2026-09", "clerk": "c", "entries": 1, "days": 31}]},
            "clerk_months[0].days",
        ),
        ({**CASE, "clerk_months": CASE["clerk_months"] * 2}, "clerk_months[1].clerk"),
        ({**CASE, "notices": CASE["notices"] * 2}, "notices[1].giver"),
        ({**CASE, "collections": CASE["collections"] * 2}, "collections[1].collector"),
    ],
)
def test_a_wrong_case_exits_2_and_is_named_with_its_key(
    file: Path, capsys: pytest.CaptureFixture[str], case: dict[str, object], key: str
) -> None:
    file.write_text(json.dumps({"policy": "jinyang-2012", "cases": [CASE, case]}))
    assert run(["settlement", "calculate", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"case 2: {key}: " in err


@pytest.mark.parametrize(
    "arguments", [[], ["calculate"], ["calculate", "a", "b"], ["pay", "a"], ["calculate", "none.json"]]
)
def test_wrong_words_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["settlement", *arguments]) == 2
    assert capsys.readouterr().err


def test_it_needs_no_database_and_stores_nothing(file: Path, tmp_path: Path) -> None:
    """In a process of its own: a house that was never set up, a database that nobody serves."""
    home = tmp_path / "home"
    told = {"SANSHI_HOME": str(home), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    own = ("SANSHI_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "settlement", "calculate", str(file)],
        env={**kept, **told, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["results"][0]["payable"] == 59040
    assert not home.exists()
