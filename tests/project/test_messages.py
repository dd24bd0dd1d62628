import gettext
import os
from pathlib import Path

import pytest

from sanshi.project.messages import catalogues, compile_messages

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Queue"
msgstr "待办"
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    file = tmp_path / "visits" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(PO)
    return file


def translated(catalogue: Path, text: str) -> str:
    with catalogue.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext(text)


def test_a_catalogue_is_compiled_for_gettext(catalogue: Path, tmp_path: Path) -> None:
    assert compile_messages(tmp_path) == [catalogue.with_suffix(".mo")]
    assert translated(catalogue, "Queue") == "待办"


def test_an_unchanged_catalogue_is_left_alone(catalogue: Path, tmp_path: Path) -> None:
    compile_messages(tmp_path)
    assert compile_messages(tmp_path) == []


@pytest.mark.parametrize("later", [10, -10])
def test_another_catalogue_is_compiled_even_when_it_is_older(
    catalogue: Path, tmp_path: Path, later: int
) -> None:
    compile_messages(tmp_path)
    written = catalogue.stat().st_mtime
    catalogue.write_text(PO.replace("待办", "队列"))
    os.utime(catalogue, (written + later, written + later))
    compile_messages(tmp_path)
    assert translated(catalogue, "Queue") == "队列"


def test_nothing_is_left_beside_the_catalogue(catalogue: Path, tmp_path: Path) -> None:
    compile_messages(tmp_path)
    assert sorted(file.name for file in catalogue.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_broken_catalogue_is_named(catalogue: Path, tmp_path: Path) -> None:
    catalogue.write_text(PO + "neither a message nor a comment\n")
    with pytest.raises(OSError, match=r"django\.po"):
        compile_messages(tmp_path)


def test_every_catalogue_of_the_product_is_compiled() -> None:
    assert [file for file in catalogues() if not file.with_suffix(".mo").is_file()] == []
