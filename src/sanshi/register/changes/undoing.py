"""As if a form had never been entered."""

from collections.abc import Callable, Sequence
from uuid import UUID

from sanshi.journal.recording import touch
from sanshi.register import history, holders
from sanshi.register.changes.households import refuse_two_heads
from sanshi.register.finding import store as finding
from sanshi.register.history import Writing
from sanshi.register.models import Kind, Residency


def undo(writing: Writing, number_of: Callable[[UUID], str] = str) -> None:
    """As if the form had never been entered.

    Raises Refused: BUILT_UPON, SECOND_HEAD where somebody else is head of the household by now, and
    ALREADY_REGISTERED where a number it took away has another holder now.
    """
    records = history.undo(writing, number_of)
    stays = _of(Kind.RESIDENCY, records)
    if stays:
        refuse_two_heads(writing.subdistrict, stays)
    holders.follow(writing.subdistrict, _of(Kind.PERSON, records))
    _find_anew(writing.subdistrict, records)
    for kind, record in records:
        touch(f"register.{kind.value}", record)


def _find_anew(subdistrict: str, records: Sequence[tuple[Kind, UUID]]) -> None:
    stays = _of(Kind.RESIDENCY, records)
    rows = Residency.objects.filter(subdistrict=subdistrict, pk__in=stays)
    lived = rows.values_list("person_id", flat=True) if stays else ()
    finding.follow(subdistrict, [*_of(Kind.PERSON, records), *lived])
    finding.follow_units(subdistrict, _of(Kind.UNIT, records))


def _of(kind: Kind, records: Sequence[tuple[Kind, UUID]]) -> list[UUID]:
    return [record for one, record in records if one == kind]
