"""Lines as they are queued, sealed and appended.

A line's MAC is HMAC-SHA-256 with the vault's key "journal.line" over the canonical bytes (canonical.py) of

    format (1), street, number, previous MAC, line id, verb, account, post, purpose, at, client id,
    content digest, result, details, count of subjects, digest of subjects

as a list. The digest of subjects is HMAC-SHA-256 with the key "journal.subjects" over the list of
[position, kind, subject, names of fields, digest] in order. The first line's previous MAC is empty.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import PositiveBigIntegerField

from sanshi.journal.canonical import canonical
from sanshi.journal.models import Head, Line, Subject
from sanshi.streets.prepared import Change, Given, Look
from sanshi.streets.rows import fresh, insert_rows
from sanshi.vault.keys import mac

FORMAT = 1
# Rows of one kind a transaction appends at most: long ones hold every other writer up.
BATCH_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Touched:
    kind: str
    subject: UUID
    fields: list[str]
    digest: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A line without number, previous MAC and MAC: those are known only under the head's lock."""

    street: str
    verb: str
    account: UUID | None
    post: UUID | None
    purpose: str
    at: datetime
    client_id: UUID | None = None
    content_digest: str = ""
    result: UUID | None = None
    details: dict[str, object] = field(default_factory=dict)
    subjects: Sequence[Touched] = ()


class HeadMoved(RuntimeError):
    """Another transaction appended between the lock and the update: the head was not locked."""


def keyed_digest(key: str, value: object) -> str:
    return mac(f"journal.{key}", canonical(value)).hex()


def line_mac(line: Line, *, street: str | None = None, number: int | None = None) -> str:
    """The MAC this line must bear; the keywords ask what it would be at another place of another chain."""
    return keyed_digest(
        "line",
        [
            FORMAT,
            line.subdistrict_id if street is None else street,
            line.number if number is None else number,
            line.previous,
            line.pk,
            line.verb,
            line.account,
            line.post,
            line.purpose,
            line.at,
            line.client_id,
            line.content_digest,
            line.result,
            line.details,
            line.subject_count,
            line.subjects_digest,
        ],
    )


def subjects_digest(subjects: Iterable[Subject]) -> str:
    held = [[one.position, one.kind, one.subject, one.fields, one.digest] for one in subjects]
    return keyed_digest("subjects", held)


def append(drafts: Iterable[Draft]) -> None:
    """Append to each street's chain. Last in a transaction: it locks the heads, in order of the streets."""
    by_street: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_street[draft.street].append(draft)
    for street in sorted(by_street):
        _append_to(street, by_street[street])


def _append_to(street: str, drafts: list[Draft]) -> None:
    head = _locked_head(street)
    number, previous = head.number, head.mac
    lines: list[Line] = []
    subjects: list[Subject] = []
    for draft in drafts:
        number += 1
        line, its_subjects = _sealed(draft, number, previous)
        previous = line.mac
        lines.append(line)
        subjects += its_subjects
    insert_rows(Line, lines)
    insert_rows(Subject, subjects)
    if not _move_head(street=street, number=number, mac=previous, old_number=head.number, old_mac=head.mac):
        raise HeadMoved(street)


_lock_head = Look(lambda: Head.objects.select_for_update().filter(subdistrict=Given("street")))
_move_head = Change(
    lambda: Head.objects.filter(
        subdistrict=Given("street"),
        number=Given("old_number", PositiveBigIntegerField()),
        mac=Given("old_mac"),
    ),
    number=Given("number", PositiveBigIntegerField()),
    mac=Given("mac"),
)


def _locked_head(street: str) -> Head:
    held = _lock_head(street=street)
    if not held:
        Head.objects.bulk_create([Head(subdistrict_id=street)], ignore_conflicts=True)
        held = _lock_head(street=street)
    return held[0]


def _sealed(draft: Draft, number: int, previous: str) -> tuple[Line, list[Subject]]:
    line = fresh(
        Line,
        subdistrict_id=draft.street,
        number=number,
        previous=previous,
        verb=draft.verb,
        account=draft.account,
        post=draft.post,
        purpose=draft.purpose,
        at=draft.at,
        client_id=draft.client_id,
        content_digest=draft.content_digest,
        result=draft.result,
        details=draft.details,
        subject_count=len(draft.subjects),
    )
    subjects = [_subject(line, position, one) for position, one in enumerate(draft.subjects, 1)]
    line.subjects_digest = subjects_digest(subjects)
    line.mac = line_mac(line)
    return line, subjects


def _subject(line: Line, position: int, touched: Touched) -> Subject:
    return fresh(
        Subject,
        subdistrict_id=line.subdistrict_id,
        line_id=line.pk,
        position=position,
        kind=touched.kind,
        subject=touched.subject,
        fields=touched.fields,
        digest=touched.digest,
    )
