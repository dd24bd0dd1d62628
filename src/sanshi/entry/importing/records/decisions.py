"""What a person decided about a row of a sheet, kept beside the form that came of it (plan 3.3.3)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sanshi.entry.models import Answered, ImportDoubt, MatchDecision, MatchVerdict
from sanshi.entry.stock import Taken
from sanshi.register.models import Kind


def decisions_of(doubt: ImportDoubt, taken: Taken) -> Iterator[MatchDecision]:
    """SAME names the record chosen, DIFFERENT each that was shown beside what the form made."""
    form = taken.form
    made = form.person_id or form.unit_id
    if form.dwelling_id is not None or made is None or doubt.answered_at is None:
        return
    for candidate in doubt.candidates:
        if "record" not in candidate:
            continue
        one = UUID(candidate["record"])
        if doubt.answer == Answered.NEW:
            yield _decision(doubt, taken, candidate, MatchVerdict.DIFFERENT, one, made)
        elif one == doubt.record:
            yield _decision(doubt, taken, candidate, MatchVerdict.SAME, one, None)


def _decision(
    doubt: ImportDoubt,
    taken: Taken,
    candidate: dict[str, Any],
    verdict: MatchVerdict,
    one: UUID,
    other: UUID | None,
) -> MatchDecision:
    form = taken.form
    return MatchDecision(
        subdistrict_id=doubt.subdistrict_id,
        kind=Kind.PERSON if form.person_id else Kind.UNIT,
        verdict=verdict,
        one=one,
        other=other,
        form=form,
        band=candidate["band"],
        probability=candidate["probability"],
        why=candidate["why"],
        reason=doubt.reason,
        decided_at=doubt.answered_at or taken.entry.entered_at,
        decided_by_id=doubt.answered_by_id,
    )
