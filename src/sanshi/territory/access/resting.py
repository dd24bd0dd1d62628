"""What stands on places: rows of this app and of those below, found by the keys that point here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from sanshi.journal.labels import kind_label
from sanshi.territory.models import Building, Door

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Resting:
    """So many of one kind, and where the first of them are."""

    kind: Promise | str
    count: int
    places: Sequence[str]

    def __str__(self) -> str:
        more = " …" if self.count > len(self.places) else ""
        return f"{self.kind} {self.count} ({', '.join(self.places)}{more})"


def resting_on(subdistrict: str, buildings: Sequence[Building], doors: Sequence[Door]) -> list[Resting]:
    """Without what goes with them: parts that a key deletes along, and these doors of these buildings."""
    found: dict[str, Resting] = {}
    for places in (doors, buildings):
        for relation in _relations(places):
            one = _resting(subdistrict, relation, places, doors)
            known = found.get(str(one.kind)) if one else None
            if one and (known is None or known.count < one.count):
                found[str(one.kind)] = one
    return list(found.values())


def _relations(places: Sequence[models.Model]) -> Iterator[Any]:
    """Keys of any app that point at these rows and protect them; hidden ones too."""
    if not places:
        return
    for relation in places[0]._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is not models.CASCADE:
            yield relation


def _resting(
    subdistrict: str, relation: Any, places: Sequence[models.Model], doors: Iterable[Door]
) -> Resting | None:
    key = relation.field
    own = {door.pk for door in doors} if key.model is Door else set()
    rows = key.model._default_manager.filter(subdistrict=subdistrict, **{f"{key.name}__in": places})
    found = [place for pk, place in rows.values_list("pk", f"{key.name}__address") if pk not in own]
    if not found:
        return None
    return Resting(kind_label(_record(key.model)), len(found), list(dict.fromkeys(found))[:_MOST_NAMED])


def _record(model: type[models.Model]) -> str:
    """A version goes by the record that it is of."""
    for key in model._meta.fields:
        target = key.remote_field
        if target is not None and target.related_name == "versions":
            return str(target.model._meta.label_lower)
    return model._meta.label_lower
