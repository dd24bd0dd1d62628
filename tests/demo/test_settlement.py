"""The demo's quarters worked out once more by the SQL of tests/settlement/independent.py, to the fen."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo.conftest import Demo

ROOT = Path(__file__).resolve().parents[2]
COMPARE = """
import django
django.setup()
from django.db import connection
from tests.settlement.independent import recompute, stated
again = recompute(connection, "310115012", "{quarter}", as_approved={as_approved})
told = stated(connection, "310115012", "{quarter}")
assert again == told, [(code, again[code], told[code]) for code in again if again[code] != told[code]]
print(len(told), sum(fen["payable"] for fen in told.values()))
"""


@pytest.mark.parametrize(("quarter", "as_approved"), [("2026Q3", False), ("2026Q2", True)])
def test_a_quarter_equals_its_independent_recomputation(demo: Demo, quarter: str, as_approved: bool) -> None:
    code = COMPARE.format(quarter=quarter, as_approved=as_approved)
    done = subprocess.run(
        [sys.executable, "-c", code], env=demo.environment(), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    committees, payable = map(int, done.stdout.split())
    # 48 subsidies of three months, less what was deducted, and three committees' rewards on top.
    assert committees == 48
    assert payable > 48 * 3 * 10000 // 2


def test_the_journal_is_intact(demo: Demo) -> None:
    verify = "from sanshi.project.cli import run; raise SystemExit(run(['journal', 'verify']))"
    done = subprocess.run(
        [sys.executable, "-c", verify], env=demo.environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = demo.value("select count(*) from journal_line")
    assert done.stdout.strip() == f"intact, {lines} lines"
