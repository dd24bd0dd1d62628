"""No living person's number stands in this repository: a made-up one has a region that begins with 0."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshi.identity.fictive import fictive_credit_code, fictive_phone, fictive_resident_number
from tests.make import NOW

ROOT = Path(__file__).resolve().parents[2]
# Published samples and births of the nineteenth century, to check the check digits with.
VECTORS = "tests/identity/test_published_numbers.py"
MADE = {"node_modules", "__pycache__", ".venv", ".git", "var", ".hypothesis", ".mypy_cache", ".ruff_cache"}
TEXTS = {
    *(
        ".py",
        ".md",
        ".txt",
        ".toml",
        ".csv",
        ".json",
        ".jsonl",
        ".html",
        ".js",
        ".po",
        ".yml",
        ".yaml",
        ".sql",
    ),
    "",
}
# Six digits of a region, a birth date, three digits and one more; or the old form of fifteen digits.
NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
OLD_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-6]\d{5}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])"
)


def texts() -> Iterator[tuple[str, str]]:
    for folder in ("src", "tests", "tools", "docs"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and file.suffix in TEXTS and not MADE & set(file.parts):
                yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8", errors="ignore")


def test_only_the_vectors_name_regions_that_exist() -> None:
    found = {name for name, text in texts() if NUMBER.search(text) or OLD_NUMBER.search(text)}
    assert found <= {VECTORS}


def test_the_vectors_are_found() -> None:
    """So the search works."""
    assert NUMBER.search((ROOT / VECTORS).read_text(encoding="utf-8"))


def test_made_up_numbers_can_belong_to_nobody() -> None:
    assert fictive_resident_number("010101", NOW.date(), 1).startswith("0")
    assert not re.match(r"1[3-9]", fictive_phone(1))
    assert fictive_credit_code(1)[2:8] == "000000"
    with pytest.raises(ValueError, match="begins with 0"):
        fictive_resident_number("310115", NOW.date(), 1)
