"""Whatever is done to the journal behind the product's back, verify names the first bad line."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F

from sanshi.journal.anchor import write_anchor
from sanshi.journal.chain import line_mac
from sanshi.journal.command import run
from sanshi.journal.models import Head, Line, Subject
from sanshi.journal.verify import What, verify
from sanshi.streets.models import HOUSE
from sanshi.verbs import Actor
from tests.journal.acts import OTHER_STREET, STREET, an_actor, lines, make_here_and_in_the_house, make_series

COUNT = 12
LINES = Line.objects.filter(subdistrict=STREET)
Tamper = Callable[[], object]


@pytest.fixture(autouse=True)
def journal(actor: Actor) -> None:
    for number in range(COUNT):
        make_series(actor, uuid4(), f"series {number}")


def at(number: int) -> Line:
    return LINES.get(number=number)


def renumber(number: int, to: int) -> None:
    LINES.filter(number=number).update(number=to)


def swap(one: int, other: int) -> None:
    renumber(one, 1000)
    renumber(other, one)
    renumber(1000, other)


def delete(first: int, last: int) -> None:
    gone = LINES.filter(number__range=(first, last))
    Subject.objects.filter(subdistrict=STREET, line__in=gone).delete()
    gone.delete()


def insert(number: int) -> None:
    forged = at(3)
    forged.pk, forged.number, forged.client_id, forged._state.adding = uuid4(), number, uuid4(), True
    forged.save(force_insert=True)


def push_in(number: int) -> None:
    for later in range(COUNT, number - 1, -1):
        renumber(later, later + 1)
    insert(number)
    Head.objects.filter(subdistrict=STREET).update(number=F("number") + 1)


def set_head_to(number: int) -> None:
    Head.objects.filter(subdistrict=STREET).update(number=number, mac=at(number).mac)


def move_to_another_street(number: int) -> None:
    Subject.objects.filter(subdistrict=STREET, line=at(number)).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_line SET subdistrict_id = %s WHERE subdistrict_id = %s AND number = %s",
            [OTHER_STREET, STREET, number],
        )


def rewrite_from(number: int, *, with_key: bool) -> None:
    """Give one line another verb and let all that follows fit it again, as far as the forger can."""
    previous = at(number).previous
    for line in LINES.filter(number__gte=number).order_by("number"):
        line.verb = "place.read"
        line.previous = previous
        line.mac = line_mac(line) if with_key else "f" * 64
        line.save()
        previous = line.mac
    set_head_to(COUNT)


def found() -> tuple[str, int, What]:
    bad = verify().bad
    assert bad is not None
    return bad.street, bad.number, bad.what


def test_an_untouched_journal_is_intact(capsys: pytest.CaptureFixture[str]) -> None:
    make_here_and_in_the_house(an_actor(OTHER_STREET), uuid4(), "series")
    write_anchor()
    assert run(["verify"]) == 0
    assert capsys.readouterr().out == f"intact, {COUNT + 2} lines\n"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "place.read"),
        ("account", uuid4()),
        ("post", None),
        ("purpose", "complaint"),
        ("client_id", uuid4()),
        ("result", None),
        ("details", {"with": ["place.read"]}),
        ("previous", "0" * 64),
        ("mac", "0" * 64),
        ("subject_count", 2),
        ("subjects_digest", "0" * 64),
        ("content_digest", "0" * 64),
    ],
)
def test_an_edited_line(column: str, value: object) -> None:
    LINES.filter(number=5).update(**{column: value})
    assert found() == (STREET, 5, What.EDITED)


def test_another_time() -> None:
    LINES.filter(number=5).update(at=at(1).at)
    assert found() == (STREET, 5, What.EDITED)


TAMPERINGS: dict[str, tuple[Tamper, int, What]] = {
    "a line is deleted": (lambda: delete(5, 5), 5, What.MISSING),
    "the first line is deleted": (lambda: delete(1, 1), 1, What.MISSING),
    "lines are swapped": (lambda: swap(4, 9), 4, What.OUT_OF_ORDER),
    "neighbours are swapped": (lambda: swap(4, 5), 4, What.OUT_OF_ORDER),
    "a line is put to the end": (lambda: renumber(4, COUNT + 1), 4, What.MISSING),
    "a line is inserted at the end": (lambda: insert(COUNT + 1), COUNT + 1, What.INSERTED),
    "a line is pushed in": (lambda: push_in(6), 6, What.INSERTED),
    "the last three are deleted": (lambda: delete(COUNT - 2, COUNT), COUNT - 2, What.MISSING),
    "the head goes back": (lambda: set_head_to(COUNT - 3), COUNT - 3, What.HEAD),
    "the head's MAC is another's": (
        lambda: Head.objects.filter(subdistrict=STREET).update(mac=at(3).mac),
        COUNT,
        What.HEAD,
    ),
    "the head is deleted": (lambda: Head.objects.filter(subdistrict=STREET).delete(), 0, What.HEAD),
    "the chain is rewritten without the key": (lambda: rewrite_from(7, with_key=False), 7, What.EDITED),
    "a subject's id is changed": (
        lambda: Subject.objects.filter(line=at(5), subdistrict=STREET).update(subject=uuid4()),
        5,
        What.SUBJECT,
    ),
    "a subject's digest is changed": (
        lambda: Subject.objects.filter(line=at(5), subdistrict=STREET).update(digest="0" * 64),
        5,
        What.SUBJECT,
    ),
    "a subject's fields are changed": (
        lambda: Subject.objects.filter(line=at(5), subdistrict=STREET).update(fields=["name"]),
        5,
        What.SUBJECT,
    ),
    "a subject is deleted": (
        lambda: Subject.objects.filter(line=at(5), subdistrict=STREET).delete(),
        5,
        What.SUBJECT,
    ),
    "a subject is added": (
        lambda: Subject.objects.create(
            subdistrict_id=STREET, line=at(5), position=2, kind="register.person", subject=uuid4()
        ),
        5,
        What.SUBJECT,
    ),
    "a subject is moved to another line": (
        lambda: Subject.objects.filter(line=at(5), subdistrict=STREET).update(line=at(6), position=2),
        5,
        What.SUBJECT,
    ),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_the_first_bad_line_is_named(how: str, capsys: pytest.CaptureFixture[str]) -> None:
    tamper, number, what = TAMPERINGS[how]
    tamper()
    assert found() == (STREET, number, what)
    assert run(["verify"]) == 1
    told = capsys.readouterr().out
    assert STREET in told and what in told


def test_swapped_lines_say_where_they_were() -> None:
    swap(4, 9)
    assert str(verify()) == f"{STREET}, line 4: out of order (it was written as line 9)"


def test_several_missing_lines_are_named() -> None:
    delete(5, 8)
    assert str(verify()) == f"{STREET}, line 5: missing (5–8)"


def test_a_line_moved_to_another_street() -> None:
    move_to_another_street(COUNT)
    set_head_to(COUNT - 1)
    assert found() == (OTHER_STREET, COUNT, What.MOVED)
    assert f"line {COUNT} of {STREET}" in str(verify())


def test_a_line_moved_out_of_the_middle_is_missing_where_it_was() -> None:
    move_to_another_street(5)
    assert found() == (STREET, 5, What.MISSING)


def test_the_last_three_deleted_and_the_head_set_back() -> None:
    """Everything in the database fits; only the anchor knows better."""
    write_anchor()
    delete(COUNT - 2, COUNT)
    set_head_to(COUNT - 3)
    assert str(verify()) == f"{STREET}: behind its anchor: {COUNT - 2}–{COUNT} missing"


def test_an_older_database_is_put_back(actor: Actor) -> None:
    older = {model: list(model.objects.all()) for model in (Line, Subject, Head)}
    for number in range(19):
        make_series(actor, uuid4(), f"later {number}")
    write_anchor()
    for model in (Subject, Line, Head):
        model.objects.all().delete()
    for rows in older.values():
        for row in rows:
            row._state.adding = True
            row.save(force_insert=True)
    # The program runs on over the older database; that must not erase the evidence.
    assert write_anchor() == [STREET]
    assert str(verify()) == f"{STREET}: behind its anchor: {COUNT + 1}–{COUNT + 19} missing"
    for number in range(30):
        make_series(actor, uuid4(), f"after {number}")
    assert write_anchor() == [STREET]
    assert found() == (STREET, COUNT + 19, What.REWRITTEN)


def test_all_lines_of_a_street_deleted() -> None:
    write_anchor()
    delete(1, COUNT)
    Head.objects.filter(subdistrict=STREET).delete()
    assert str(verify()) == f"{STREET}: behind its anchor: 1–{COUNT} missing"


def test_the_chain_rewritten_with_the_key() -> None:
    write_anchor()
    rewrite_from(7, with_key=True)
    assert found() == (STREET, COUNT, What.REWRITTEN)


def test_a_damaged_anchor(anchor_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_anchor()
    text = anchor_file.read_text()
    for damaged in (
        text.replace(f'"number": {COUNT}', '"number": 1'),
        "{",
        "[]",
        '{"streets": 1, "mac": ""}',
    ):
        anchor_file.write_text(damaged)
        assert run(["verify"]) == 1
        assert What.ANCHOR in capsys.readouterr().out


def test_without_an_anchor_the_reader_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify"]) == 0
    told = capsys.readouterr()
    assert told.out == f"intact, {COUNT} lines\n" and "no anchor" in told.err


def test_a_wrong_command_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["repair"]) == 2
    assert "verify" in capsys.readouterr().err


def test_the_house_s_chain_counts() -> None:
    make_here_and_in_the_house(an_actor(), uuid4(), "series")
    assert len(lines(HOUSE)) == 1
    assert verify().lines == COUNT + 2
