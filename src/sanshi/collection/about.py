"""Of a form that ends something: whom or what, as the register has it. Any other form states it itself."""

from collections.abc import Mapping
from typing import Any

from sanshi import clock
from sanshi.collection import access, standing
from sanshi.collection.fields import FormKind
from sanshi.collection.labels import NUMBERS, Said, SaidSection, field_label, said, section_label, shown
from sanshi.collection.models import Form, FormAction, Subject
from sanshi.journal.recording import saw
from sanshi.register.history import current, facts_of
from sanshi.register.models import PersonVersion, Residency

# Enough to tell two of one door from each other.
_TOLD_BY = {
    Subject.PERSON.value: ("name", "document_number", "birth_date"),
    Subject.UNIT.value: ("name", "credit_code"),
}


def about(form: Form, hide: frozenset[str]) -> SaidSection | None:
    """None where the form says it. A number of the register is masked always, `hide` or not."""
    kind = FormKind.of(form)
    return _section(kind, _held(form), hide | NUMBERS) if kind.action == FormAction.DEREGISTER else None


def whole(form: Form, kind: FormKind, hide: frozenset[str]) -> tuple[SaidSection, ...]:
    """All that a page shows of a form, that first; `kind`: as its reader may see it."""
    content = access.content_of(form)
    people = standing.people_of(form, content)
    stated = said(kind, content, form.collected_on or clock.today(), hide, people)
    ended = about(form, hide)
    return (ended, *stated) if ended else stated


def empty(kind: FormKind) -> SaidSection | None:
    """The same to be written in by hand."""
    return _section(kind, {}, NUMBERS) if kind.action == FormAction.DEREGISTER else None


def _section(kind: FormKind, held: Mapping[str, Any], hide: frozenset[str]) -> SaidSection:
    lines = (
        Said(name, field_label(kind, name), shown(kind, name, held.get(name), hide, {}))
        for name in _TOLD_BY[kind.subject]
    )
    return SaidSection("about", section_label(kind.subject), tuple(lines))


def _held(form: Form) -> Mapping[str, Any]:
    """What the register holds, or held last; nothing of one whose record was taken back."""
    if form.unit_id:
        found = standing.unit(form.subdistrict_id, form.unit_id)
        return {name: getattr(found.facts, name) for name in _TOLD_BY[form.subject]} if found else {}
    if form.residency_id is None:
        return {}
    stay = Residency.objects.filter(subdistrict=form.subdistrict_id, pk=form.residency_id)
    rows = PersonVersion.objects.filter(
        current(), subdistrict=form.subdistrict_id, person__in=stay.values("person")
    )
    row = rows.order_by("valid_from", "id").last()
    if row is None:
        return {}
    saw(PersonVersion, rows=[row])
    saw("register.person", [row.person_id], fields=_TOLD_BY[form.subject])
    return facts_of(row)
