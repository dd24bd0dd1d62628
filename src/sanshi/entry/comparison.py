"""Who a form may be about, and what it would change there, field by field (plan 3.3.3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.collection import standing
from sanshi.collection.content import FormContent
from sanshi.collection.labels import section_label
from sanshi.collection.models import Form, FormAction, Subject
from sanshi.journal.recording import saw
from sanshi.register import labels
from sanshi.register.access import find_by_document
from sanshi.register.columns import LET_OUT
from sanshi.register.differences import Difference, differences
from sanshi.register.facts import EndFacts, Facts, LeaseFacts, lease_field
from sanshi.register.history import current, facts_of
from sanshi.register.models import PersonVersion, ResidencyVersion, Separation
from sanshi.register.residents import people_on
from sanshi.shell.words import day, listed
from sanshi.vault.masking import mask_document

# The office that keeps key trades is the police: no collector's form sets one (plan 2.2.4).
_NOT_ASKED = frozenset({"key_trade"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of the register with the very document number of the form."""

    person: UUID
    name: str
    document: str
    # Where the person lives now by the register; empty when nowhere in the street.
    address: str
    since: date | None
    lives_here: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """`rows` as the component `difference` shows them. `unknown`: its record is no longer there."""

    candidate: Candidate | None = None
    rows: Sequence[Difference] = ()
    unknown: bool = False

    @property
    def changes_nothing(self) -> bool:
        return bool(self.rows) and not any(row.changed for row in self.rows)


def compare(form: Form, content: FormContent) -> Comparison:
    match form.subject, form.action:
        case Subject.PERSON, FormAction.REGISTER:
            return _arrival(form, content)
        case Subject.PERSON, _:
            return _residence(form, content)
        case Subject.DWELLING, _:
            found = standing.dwelling_at(form.subdistrict_id, form.door_id)
            return _dwelling(form, content, found)
        case _:
            found = standing.unit(form.subdistrict_id, form.unit_id) if form.unit_id else None
            return _place(form, content.unit or content.end, found)


def _arrival(form: Form, content: FormContent) -> Comparison:
    stated = content.person
    if stated is None or not stated.document_number:
        return Comparison()
    person = find_by_document(form.subdistrict_id, stated.document_type, stated.document_number)
    known = person and people_on(form.subdistrict_id, [person], clock.today(), clock.now()).get(person)
    if not known:
        return Comparison()
    saw(PersonVersion, rows=[known])
    saw("register.person", [known.person_id], fields=[*labels.PERSON, "residency"])
    homes = _homes(form.subdistrict_id, known.person_id)
    rows = [*_shown(differences(stated, facts_of(known))), _moving(form, homes)]
    return Comparison(_candidate(form, known, homes), rows)


def _homes(subdistrict: str, person: UUID) -> list[ResidencyVersion]:
    rows = ResidencyVersion.objects.filter(
        current(), subdistrict=subdistrict, person=person, valid_to__isnull=True
    )
    return [
        row
        for row in rows.select_related("door").order_by("valid_from", "id")
        if row.separation != Separation.REGISTERED_HERE
    ]


def _candidate(form: Form, known: PersonVersion, homes: Sequence[ResidencyVersion]) -> Candidate:
    last = homes[-1] if homes else None
    number = known.document_number.open() if known.document_number else ""
    return Candidate(
        known.person_id,
        known.name,
        mask_document(number),
        last.door.address if last else "",
        last.valid_from if last else None,
        any(home.door_id == form.door_id for home in homes),
    )


def _moving(form: Form, homes: Sequence[ResidencyVersion]) -> Difference:
    """The place to live: moving in ends what began elsewhere (plan 3.3.3)."""
    before = listed(home.door.address for home in homes)
    here, moved = form.door.address, any(home.door_id != form.door_id for home in homes)
    after = gettext("ends the former residence, begins a new one") if moved else gettext("begins a residence")
    return Difference("door", _("Place of residence"), before, here, after, before != here)


def _residence(form: Form, content: FormContent) -> Comparison:
    held = standing.residence(form.subdistrict_id, form.residency_id) if form.residency_id else None
    if held is None:
        return Comparison(unknown=True)
    if content.end is not None:
        return Comparison(rows=_ending(content.end, held.since))
    rows: list[Difference] = []
    for stated, stored in ((content.person, held.person), (content.residency, held.stay)):
        if stated is not None:
            rows += _shown(differences(stated, _plain(stored)))
    return Comparison(rows=rows)


def _dwelling(form: Form, content: FormContent, found: standing.Place | None) -> Comparison:
    """With its leases; those that run end where the dwelling is no longer let."""
    place = _place(form, content.dwelling, found)
    if content.dwelling is None or found is None:
        return place
    held = standing.leases_at(form.subdistrict_id, form.door_id)
    if content.dwelling.occupancy not in LET_OUT:
        ended = [_difference_of_lease(n, _over(form, content)) for n in range(1, len(held) + 1)]
        return Comparison(rows=[*place.rows, *ended])
    people = standing.names_of(
        form.subdistrict_id, {one for lease in (*held, *content.leases) for one in lease.tenants}
    )
    known = {lease.record: lease for lease in held}
    rows = [
        _difference_of_lease(n, row)
        for n, lease in enumerate(content.leases, start=1)
        for row in _shown(differences(lease, _plain(known.get(lease.record, LeaseFacts())), people))
    ]
    return Comparison(rows=[*place.rows, *rows])


def _difference_of_lease(place: int, row: Difference) -> Difference:
    label = f"{section_label(f'lease{place}')} · {row.label}"
    return replace(row, field=lease_field(place, row.field), label=label)


def _over(form: Form, content: FormContent) -> Difference:
    """By a change the lease ends; by a correction it never was, and its end is the day it was met as such."""
    since = content.alteration.changed_on if content.alteration else None
    said = labels.said("ended_on", since or form.collected_on)
    return Difference("ended_on", labels.LEASE["ended_on"], "", said, said, True)


def _place(form: Form, stated: Facts | None, found: standing.Place | None) -> Comparison:
    if form.action == FormAction.REGISTER and found is None:
        return Comparison()
    if found is None or stated is None:
        return Comparison(unknown=True)
    if isinstance(stated, EndFacts):
        return Comparison(rows=_ending(stated, found.since))
    return Comparison(rows=list(_shown(differences(stated, _plain(found.facts)))))


def _ending(end: EndFacts, since: date) -> list[Difference]:
    rows = [_ended("ended_on", end.ended_on)]
    rows += [_ended(name, value) for name in ("end_reason", "moved_to") if (value := getattr(end, name))]
    running: list[Difference] = [
        Difference("started_on", labels.RESIDENCY["started_on"], day(since), "", day(since), False)
    ]
    return running + rows


def _ended(name: str, value: Any) -> Difference:
    label: Promise = labels.END[name]
    said = labels.said(name, value)
    return Difference(name, label, "", said, said, True)


def _plain(facts: Facts) -> Mapping[str, Any]:
    return {name: getattr(facts, name) for name in facts.names()}


def _shown(rows: Sequence[Difference]) -> Iterator[Difference]:
    """Without fields that neither the register nor the form states."""
    return (row for row in rows if (row.before or row.given) and row.field not in _NOT_ASKED)
