import os
import subprocess
import sys
from pathlib import Path

import pytest

from sanshi.rulebook.command import run


def test_it_prints_the_day_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["add", "2026-09-30", "3"]) == 0
    assert capsys.readouterr() == ("2026-10-10\n", "")


def test_a_year_without_calendar_warns_beside_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["add", "2027-03-01", "1"]) == 0
    printed = capsys.readouterr()
    assert printed.out == "2027-03-02\n"
    assert "warning" in printed.err
    assert "provisional" in printed.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "say what to do"),
        (["subtract", "2026-09-30", "3"], "'subtract'"),
        (["add"], "a day and a number"),
        (["add", "2026-09-30"], "a day and a number"),
        (["add", "2026-09-30", "3", "4"], "a day and a number"),
        (["add", "2026-02-30", "3"], "'2026-02-30' is not a day"),
        (["add", "30.9.2026", "3"], "'30.9.2026' is not a day"),
        (["add", "20260930", "3"], "'20260930' is not a day"),
        (["add", "２０２６-09-30", "3"], "is not a day"),
        (["add", "2026-09-30", "-3"], "'-3' is not a number"),
        (["add", "2026-09-30", "3.0"], "'3.0' is not a number"),
        (["add", "2026-09-30", "three"], "'three' is not a number"),
        (["add", "2026-09-30", "9" * 30], "is not a number"),
        (["add", "9999-12-30", "3"], "after the year 9999"),
    ],
)
def test_wrong_input_is_named_and_exits_2(
    arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert named in printed.err
    assert "usage: sanshi workdays add" in printed.err


def test_it_needs_neither_settings_nor_database(tmp_path: Path) -> None:
    program = "import sys; from sanshi.rulebook.command import run; sys.exit(run(['add', '2026-09-30', '3']))"
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=bare, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "2026-10-10\n"), done.stderr
