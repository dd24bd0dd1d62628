"""What the desk fetches: checked against the reader's reach in one call, and noted for the journal."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404

from sanshi.accounts.access import within
from sanshi.collection.models import Form
from sanshi.entry.models import Entry, Volume
from sanshi.journal.recording import in_committee, saw
from sanshi.territory.models import Committee
from sanshi.verbs import FILE_FORM, VOID_ENTRY, Actor, Verb, reach

M = TypeVar("M", bound=Model)

# One row, locked for the action that will change it


def form_to_answer(actor: Actor, verb: Verb, pk: UUID) -> Form:
    """A form in reach, in whatever state. Two answers to one form take turns."""
    found = _locked(Form.objects.filter(within(reach(actor, verb)), pk=pk), "committee")
    saw(Form, rows=[found], fields=("content",))
    in_committee(found.committee_id)
    return found


def form_to_file(actor: Actor, pk: UUID) -> Form:
    return _locked(Form.objects.filter(within(reach(actor, FILE_FORM)), pk=pk).defer("content"))


def entry_to_void(actor: Actor, pk: UUID) -> Entry:
    entries = Entry.objects.filter(within(reach(actor, VOID_ENTRY)), pk=pk)
    found = _locked(entries, "form", "voided_by")
    in_committee(found.committee_id)
    return found


def volume_to_file_in(actor: Actor, pk: UUID) -> Volume:
    found = _locked(Volume.objects.filter(within(reach(actor, FILE_FORM)), pk=pk), "committee")
    in_committee(found.committee_id)
    return found


def committee_to_file_in(actor: Actor, pk: UUID) -> Committee:
    found = Committee.objects.filter(within(reach(actor, FILE_FORM), committee="pk"), pk=pk).first()
    if found is None:
        raise Http404
    in_committee(found.pk)
    return found


def _locked(rows: QuerySet[M], *related: str) -> M:
    found = rows.select_for_update(of=("self",)).select_related(*related).first()
    if found is None:
        raise Http404
    return found
