"""`sanshi import`: by who runs the house."""

from pathlib import Path

import pytest

from sanshi.entry.importing.records.command import run
from sanshi.register.models import Person
from tests import make
from tests.importing.residents import name, resident, residents
from tests.importing.sending import as_csv
from tests.make import NEXT_STREET, STREET, Place


@pytest.fixture
def sheet(here: Place, tmp_path: Path) -> Path:
    file = tmp_path / "residents.csv"
    file.write_bytes(as_csv(residents(3), "gb18030"))
    return file


def test_tried_then_entered(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["population", str(sheet), "--dry-run"]) == 0
    assert "rows 3, new 3" in capsys.readouterr().out
    assert not Person.objects.exists()
    assert run(["population", str(sheet)]) == 0
    assert "entered: 3 forms" in capsys.readouterr().out
    assert run(["population", str(sheet)]) == 0
    assert Person.objects.count() == 3


def test_bad_rows_stop_it_unless_asked_otherwise(
    here: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "residents.csv"
    file.write_bytes(as_csv([resident(1), resident(2, 居住方式="")]))
    assert run(["population", str(file)]) == 1
    told = capsys.readouterr().err
    assert "row 3" in told and name(2) not in told
    assert not Person.objects.exists()
    assert run(["population", str(file), "--leave-out-bad"]) == 0
    assert Person.objects.count() == 1


def test_what_it_does_not_take(here: Place, sheet: Path, tmp_path: Path) -> None:
    assert run(["horses", str(sheet)]) == 2
    assert run(["population", str(tmp_path / "none.csv")]) == 2
    assert run(["units", str(sheet)]) == 2
    make.street(NEXT_STREET, "塘桥街道", "Tangqiao")
    assert run(["population", str(sheet)]) == 2
    assert run(["population", str(sheet), "--street", STREET]) == 0
