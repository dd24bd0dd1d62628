"""Rows of a sheet, its doubts and their candidates: fetched and checked in one call."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from sanshi import clock
from sanshi.entry.importing import names
from sanshi.entry.importing.access import OPEN, sheets
from sanshi.entry.importing.records.finding import number_of
from sanshi.entry.importing.records.plan import CountedRow
from sanshi.entry.models import Answered, ColumnMapping, Import, ImportDoubt, ImportState
from sanshi.jobs import files
from sanshi.journal.recording import saw
from sanshi.register.holders import holders_of
from sanshi.territory.models import Committee
from sanshi.verbs import TAKE_STOCK, Actor, reach

# Rows of one outcome that a page lists; which of them are bad or doubted stands in the sheet with remarks.
MOST_ROWS = 200


def counted_on(row: Import) -> date:
    return clock.shanghai_day(row.sent_at)


def is_being_tried(row: Import) -> bool:
    return row.job is not None and not row.job.is_over


def may_be_withdrawn(row: Import) -> bool:
    """Nothing of it is carried out, and no job is at it: also where the file could not be read."""
    if row.state == ImportState.TRYING:
        return row.job is not None and row.job.is_over
    return row.state in OPEN


def doubts(row: Import) -> QuerySet[ImportDoubt]:
    held = ImportDoubt.objects.filter(subdistrict=row.subdistrict_id, sheet=row)
    return held.select_related("answered_by").order_by("row")


def counted_doubts(row: Import) -> tuple[int, int]:
    """How many wait for a decision, and how many are decided and not entered yet."""
    waiting = Count("pk", filter=Q(answer=Answered.WAITS))
    ready = Count("pk", filter=Q(answer__in=(Answered.SAME, Answered.NEW), entered_at__isnull=True))
    found = doubts(row).order_by().aggregate(waiting=waiting, ready=ready)
    return found["waiting"], found["ready"]


def shown_doubts(row: Import) -> list[ImportDoubt]:
    """Those that wait first."""
    return list(doubts(row).order_by("-answer", "row")[:MOST_ROWS])


def answered(row: Import) -> QuerySet[ImportDoubt]:
    """Those to be entered."""
    return doubts(row).filter(answer__in=(Answered.SAME, Answered.NEW), entered_at__isnull=True)


def row_of(doubt: ImportDoubt) -> CountedRow:
    """As it is to be entered: about the record that was chosen, or somebody new."""
    held = CountedRow.from_line(doubt.content.open())
    return replace(held, record=doubt.record, follows=0)


def doubt(actor: Actor, pk: UUID) -> ImportDoubt:
    """Of a sheet within reach; what it says is noted as read."""
    mine = sheets(actor, TAKE_STOCK).values("pk")
    held = ImportDoubt.objects.filter(subdistrict=actor.subdistrict, pk=pk, sheet__in=mine)
    found = held.select_related("sheet", "answered_by").first()
    if found is None:
        raise Http404
    saw(ImportDoubt, [found.pk], fields=("content",))
    return found


def next_doubt(doubt: ImportDoubt) -> UUID | None:
    """The next one of the sheet that waits."""
    rest = ImportDoubt.objects.filter(subdistrict=doubt.subdistrict_id, sheet=doubt.sheet_id)
    waiting = rest.filter(answer=Answered.WAITS).exclude(pk=doubt.pk)
    return waiting.order_by("row").values_list("pk", flat=True).first()


def own_committees(actor: Actor) -> list[Committee]:
    """Of a clerk; none for who brings in the sheets of the whole street."""
    mine = reach(actor, TAKE_STOCK)
    if mine.street:
        return []
    rows = Committee.objects.filter(subdistrict=mine.subdistrict, pk__in=mine.committees)
    return list(rows.order_by("code"))


def is_taken(doubt: ImportDoubt) -> bool:
    """Somebody holds the very number: nobody is new with it."""
    return bool(holders_of([number_of(row_of(doubt))]))


def rows(row: Import, outcome: str) -> list[CountedRow]:
    """The first rows of one outcome; persons of the register that they are about are noted."""
    name = names.rows(row.pk)
    if not files.exists(name):
        return []
    held = (json.loads(line) for line in files.lines(name))
    found = [CountedRow.from_line(one["line"]) for one in held if one["outcome"] == outcome]
    saw(Import, rows=[row], fields=("file",))
    saw("register.person", [one.record for one in found if one.record and one.content.person])
    return found


def headers(row: Import) -> list[dict[str, Any]]:
    """The headers of the sheet with masked examples; empty where the file was not read yet."""
    name = names.headers(row.pk)
    if not files.exists(name):
        return []
    saw(Import, rows=[row], fields=("file",))
    return [json.loads(line) for line in files.lines(name)]


def mapping(subdistrict: str, layout: str, headers: str) -> dict[str, str]:
    """What somebody of the street said of these very headers before."""
    held = ColumnMapping.objects.filter(subdistrict=subdistrict, layout=layout, headers=headers).first()
    return dict(held.columns) if held else {}


def lines(row: Import) -> Iterator[str]:
    return files.lines(names.plan(row.pk))
