"""Records that hang on one of the two: whose they are, their own row says beside their versions."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sanshi.register.history import EMPLOYMENTS, RESIDENCIES, Track, current
from sanshi.register.models import Kind

# The column by which they name their owner.
_HANGING: Mapping[Kind, tuple[Track, str]] = {
    Kind.RESIDENCY: (RESIDENCIES, "person"),
    Kind.EMPLOYMENT: (EMPLOYMENTS, "unit"),
}


def anchors_follow(subdistrict: str, records: Iterable[tuple[Kind, UUID]]) -> None:
    """Each is of whom its versions say; one that never was stays whose it was."""
    asked = list(records)
    for kind, (track, owner) in _HANGING.items():
        rows = track.of(subdistrict, [record for one, record in asked if one == kind]).filter(current())
        for row in rows.select_related(kind.value, owner):
            anchor = getattr(row, kind.value)
            if getattr(anchor, f"{owner}_id") != getattr(row, f"{owner}_id"):
                setattr(anchor, owner, getattr(row, owner))
                anchor.save(update_fields=[owner])
