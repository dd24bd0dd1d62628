from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.entry.importing import names
from sanshi.entry.importing.cells import Committees
from sanshi.entry.importing.columns import plain
from sanshi.entry.importing.problems import Problem
from sanshi.entry.models import Import, ImportState
from sanshi.jobs import files
from sanshi.journal.recording import saw
from sanshi.register.models import Dwelling
from sanshi.shell.paging import Page, keyset
from sanshi.territory.models import Committee, Door
from sanshi.verbs import APPROVE_STOCK, IMPORT_PLACES, TAKE_STOCK, Actor, Reach, Verb, reach

# Not carried out yet, and not given up.
OPEN = (ImportState.TRIED, ImportState.ASKED, ImportState.APPROVED)
# Problems that a page lists; all of them stand in the sheet with remarks.
MOST_SHOWN = 200


# Which layouts a verb is about. Persons, dwellings and units are the population office's and the clerks'.
LAYOUTS: dict[Verb, tuple[str, ...]] = {
    IMPORT_PLACES: ("places",),
    TAKE_STOCK: ("population", "dwellings", "units", "employments"),
    APPROVE_STOCK: ("places", "population", "dwellings", "units", "employments"),
}


def sheets(actor: Actor, verb: Verb = IMPORT_PLACES) -> QuerySet[Import]:
    """Of the whole street for the office; of the own committee for its clerk."""
    mine = reach(actor, verb)
    rows = Import.objects.filter(subdistrict=mine.subdistrict, layout__in=LAYOUTS[verb])
    if not mine.street:
        rows = rows.filter(committee__in=mine.committees)
    return rows.select_related("sent_by", "approved_by", "job", "committee")


def sheet(actor: Actor, verb: Verb, pk: UUID) -> Import:
    found = sheets(actor, verb).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def listed(actor: Actor, after: str, verb: Verb = IMPORT_PLACES) -> Page[Import]:
    """The latest first. A file's name may hold a person's: whose was shown is noted."""
    page = keyset(sheets(actor, verb), ("-sent_at", "-id"), after)
    saw(Import, [row.pk for row in page.rows], fields=("file_name",))
    return page


def to_approve(actor: Actor) -> list[Import]:
    """Sheets of others that wait for the reader's approval, the longest first."""
    asked = sheets(actor, APPROVE_STOCK).filter(state=ImportState.ASKED)
    return list(asked.filter(~Q(sent_by=actor.account)).order_by("sent_at", "id"))


def to_carry_out(actor: Actor) -> list[Import]:
    """The reader's own sheets that somebody approved and that are not carried out yet."""
    mine = Import.objects.filter(subdistrict=actor.subdistrict, sent_by=actor.account)
    return list(mine.filter(state=ImportState.APPROVED).order_by("sent_at", "id"))


def sheet_to_read(actor: Actor, pk: UUID, verb: Verb = IMPORT_PLACES) -> Import:
    """For its page, which shows the file's name."""
    row = sheet(actor, verb, pk)
    saw(Import, [row.pk], fields=("file_name",))
    return row


def as_it_is(row: Import) -> Import:
    rows = Import.objects.filter(subdistrict=row.subdistrict_id, pk=row.pk)
    return rows.select_related("sent_by", "approved_by").get()


def earlier(row: Import) -> Import | None:
    """The last time that this very file was carried out."""
    same = Import.objects.filter(subdistrict=row.subdistrict_id, digest=row.digest, layout=row.layout)
    return same.filter(~Q(pk=row.pk), state=ImportState.DONE).order_by("-done_at").first()


def problems(row: Import, most: int = MOST_SHOWN) -> list[Problem]:
    """The first of them; noted in the journal, as cells of the file are shown."""
    name = names.problems(row.pk)
    if not row.tally or not files.exists(name):
        return []
    saw(Import, rows=[row], fields=("file",))
    found: list[Problem] = []
    for line in files.lines(name):
        if len(found) == most:
            break
        found.append(Problem.from_line(line))
    return found


def remarks(row: Import) -> bytes:
    """The sheet with its remarks. Http404 once it was removed."""
    if not files.exists(names.remarks(row.pk)):
        raise Http404
    saw(Import, rows=[row], fields=("file",))
    return files.content(names.remarks(row.pk))


# For the jobs


def committees(subdistrict: str) -> Committees:
    here, today = Committee.objects.filter(subdistrict=subdistrict), clock.today()
    rows = list(here.order_by("code").values_list("id", "code", "name", "full_name", "closed_on"))
    closed = {
        plain(text)
        for *_pk, code, name, full, day in rows
        if _is_over(day, today)
        for text in (code, name, full)
    }
    is_open = {
        plain(text): pk
        for pk, code, name, full, day in rows
        if not _is_over(day, today)
        for text in (full, name, code)
    }
    return Committees(is_open, frozenset(closed - set(is_open)), tuple(row[2] for row in rows))


def _is_over(closed_on: Any, today: Any) -> bool:
    return closed_on is not None and closed_on <= today


def registered_doors(subdistrict: str) -> set[UUID]:
    doors = Dwelling.objects.filter(subdistrict=subdistrict).values_list("door", flat=True)
    return set(doors.iterator(chunk_size=5000))


EXPORTED = (
    *("committee__name", "beat__name", "group__name", "building__compound__name", "address"),
    *("building__road", "building__estate", "building__lane", "building__sublane", "building__number"),
    *("building__block", "building__entrance", "floor", "room", "use"),
    *("building__longitude", "building__latitude"),
)


def places(mine: Reach, committee: UUID | None) -> QuerySet[Door, tuple[Any, ...]]:
    """Open doors in reach, in the order in which people walk past them."""
    doors = Door.objects.filter(within(mine), closed_on__isnull=True, building__closed_on__isnull=True)
    if committee is not None:
        doors = doors.filter(committee=committee)
    order = ("committee__code", "building__sort_key", "building", "sort_key")
    return doors.order_by(*order).values_list(*EXPORTED)


def export_committees(actor: Actor, verb: Verb) -> Iterator[Committee]:
    mine = reach(actor, verb)
    rows = Committee.objects.filter(subdistrict=mine.subdistrict)
    if not mine.street:
        rows = rows.filter(pk__in=mine.committees)
    return iter(rows.order_by("code"))
