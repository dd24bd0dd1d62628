"""Units of the register that a form for a new one may be about (plan 3.3.3): shown, not decided.

The clerk who finds it among them returns the form: what is so with a unit that is known is an alteration.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sanshi.accounts.access import holds_committee
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form
from sanshi.entry.matching import LEAST_PROBABILITY, MOST_CANDIDATES, key_of
from sanshi.identity.matching.scoring import Candidate
from sanshi.identity.matching.units.evidence import UnitEvidence, UnitRule
from sanshi.journal.recording import saw
from sanshi.register import finding
from sanshi.register.history import current
from sanshi.register.models import UnitVersion
from sanshi.shell.frame import Text
from sanshi.verbs import CHECK_FORM, Actor, Reach, reach


@dataclass(frozen=True, slots=True)
class UnitCandidate:
    unit: UUID
    name: str
    credit_code: str
    # The address within reach, else only the committee.
    place: str
    status: Text
    why: Sequence[Text]


def unit_candidates(actor: Actor, form: Form, content: FormContent) -> list[UnitCandidate]:
    """From the best; nobody's whose resemblance is chance."""
    if content.unit is None:
        return []
    verdict = finding.match_unit(form.subdistrict_id, content.unit, address=form.door.address)
    likely = [one for one in verdict.candidates if one.probability >= LEAST_PROBABILITY][:MOST_CANDIDATES]
    known = _known(form.subdistrict_id, [key_of(one) for one in likely])
    saw("register.unit", known, fields=("name", "credit_code", "status"))
    return list(_shown(likely, known, reach(actor, CHECK_FORM)))


def _known(subdistrict: str, units: Sequence[UUID]) -> dict[UUID, UnitVersion]:
    rows = UnitVersion.objects.filter(current(), subdistrict=subdistrict, unit__in=units)
    return {row.unit_id: row for row in rows.select_related("door", "committee").order_by("valid_from")}


def _shown(
    likely: Iterable[Candidate], known: Mapping[UUID, UnitVersion], mine: Reach
) -> Iterator[UnitCandidate]:
    for one in likely:
        row = known.get(key_of(one))
        if row is None:
            continue
        near = holds_committee(mine, row.subdistrict_id, row.committee_id)
        place = row.door.address if near else row.committee.name
        why = [label for code in (*one.why, *one.rules) if (label := _label(code))]
        yield UnitCandidate(row.unit_id, row.name, row.credit_code, place, row.get_status_display(), why)


def _label(code: str) -> Text | None:
    if code.endswith("_missing"):
        return None
    return UnitEvidence(code).label if code in UnitEvidence.values else UnitRule(code).label
