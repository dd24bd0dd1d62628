"""What a file may be, and what it is told when it is something else."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from sanshi.entry.importing import sheets
from sanshi.entry.importing.columns import layout, letter
from sanshi.entry.importing.writing import template
from sanshi.entry.models import ImportState
from sanshi.jobs.models import Job
from sanshi.problems import (
    FILE_BROKEN,
    FILE_COLUMN_TWICE,
    FILE_COLUMNS,
    FILE_EMPTY,
    FILE_ENCODING,
    FILE_LOCKED,
    FILE_NOT_A_SHEET,
    FILE_OLD_EXCEL,
    FILE_TOO_LONG,
    JOB_BROKE,
    Kind,
    Refused,
)
from sanshi.territory.models import Door
from sanshi.verbs import Actor
from tests.importing.sending import HOME, as_csv, as_xlsx, codes, homes, is_done, sent, stored, tried, work
from tests.make import STREET
from tests.persons import Person

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_each_encoding_that_offices_use(by: Actor, encoding: str) -> None:
    row = tried(by, as_csv(homes(2), encoding))
    assert (row.tally["new"], row.tally["bad"]) == (2, 0)


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_a_csv_may_be_parted_by_tabs_or_semicolons(delimiter: str) -> None:
    content = as_csv(homes(2)).decode().replace(",", delimiter).encode()
    assert sheets.read(content).headers == list(HOME)


def test_figures_and_dates_of_excel() -> None:
    read = sheets.read(as_xlsx([{"a": 201, "b": 1.5, "c": " x  y ", "d": True, "e": "=1+1", "f": "#REF!"}]))
    [(number, cells)] = read
    texts = [sheets.cell_of(cell) for cell in cells]
    assert number == 2
    assert [cell.text for cell in texts[:4]] == ["201", "1.5", "x y", "TRUE"]
    assert sheets.cell_of(date(2026, 1, 2)).spoilt and texts[5].spoilt
    assert not any(cell.spoilt for cell in texts[:4])


WRONG = [
    (b"", FILE_EMPTY),
    (as_csv([HOME]).split(b"\r\n")[0], FILE_EMPTY),
    (COMPOUND_FILE, FILE_OLD_EXCEL),
    (COMPOUND_FILE + "EncryptedPackage".encode("utf-16-le"), FILE_LOCKED),
    (b"%PDF-1.7\n\0\0\0", FILE_NOT_A_SHEET),
    (b"PK\x03\x04 this is no archive", FILE_BROKEN),
    ("居委会,地址\n".encode() + b"\xff\xff\x80\xff", FILE_ENCODING),
]


@pytest.mark.parametrize(("content", "kind"), WRONG, ids=[str(kind.number) for _content, kind in WRONG])
def test_what_is_no_sheet_is_told(content: bytes, kind: Kind) -> None:
    with pytest.raises(Refused) as refused:
        sheets.read(content)
    assert refused.value.kind == kind


def test_an_archive_that_is_no_workbook() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("letter.docx", "x")
    with pytest.raises(Refused) as refused:
        sheets.read(target.getvalue())
    assert refused.value.kind == FILE_NOT_A_SHEET


def test_a_sheet_that_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 100)
    with pytest.raises(Refused) as refused:
        sheets.read(as_xlsx(homes(3)))
    assert refused.value.kind == FILE_TOO_LONG


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(Refused) as refused:
        sheets.read(as_csv(homes(3)))
    assert refused.value.params == {"most": 2}


def test_missing_columns_are_named_with_what_stands_there(by: Actor) -> None:
    row = sent(by, as_csv([{"居委会": "第1居委", "备注": "x"}]))
    job = work(row)
    assert (job.problem, is_done(job)) == (FILE_COLUMNS.number, False)
    assert job.result["params"] == {"missing": "地址", "found": "居委会 / 备注"}
    assert stored(row.pk).state == ImportState.TRYING
    assert Door.objects.filter(building__lane="8").count() == 0


@pytest.mark.parametrize("content", [b"\r\n", b"PK\x03\x04 no workbook", as_csv([{"a": "1"}])])
def test_where_a_file_is_at_fault_its_page_asks_for_another(
    client: Client, office: Person, content: bytes
) -> None:
    row = tried(office.actor, content)
    client.force_login(office.account, "sanshi.accounts.backend.AccountBackend")

    def leads_to(route: str, *args: object) -> bool:
        page = client.get(reverse("import-page", args=(STREET, row.pk))).content.decode()
        return f'href="{reverse(route, args=(STREET, *args))}"' in page

    assert row.job is not None
    assert leads_to("import-new") and not leads_to("job-page", row.job.pk)
    Job.objects.filter(subdistrict=STREET, pk=row.job.pk).update(problem=JOB_BROKE.number)
    assert leads_to("job-page", row.job.pk) and not leads_to("import-new")


def test_a_column_that_stands_twice() -> None:
    with pytest.raises(Refused) as refused:
        layout("places").places(["居委会", "地址", "居委"])
    assert refused.value.kind == FILE_COLUMN_TWICE


def test_the_template_says_in_chinese_marks_what_may_stand_in_a_cell() -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(template(layout("population"), "xlsx")))
    told = dict(book.get_sheet_by_index(1).to_python()[1:])
    assert told["性别"].endswith("可填：男 / 女 / 未知 / 未说明。") and "(" not in "".join(told.values())


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_template_is_read_as_it_is(by: Actor, form: str) -> None:
    content = template(layout("places"), form)
    row = tried(by, content)
    # The committee of the example is not this street's.
    assert codes(row) == [(2, "居委会", "unknown-committee")]


def test_letters_of_columns() -> None:
    assert [letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
