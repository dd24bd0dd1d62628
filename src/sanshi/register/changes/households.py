"""Households within a dwelling: each has one head at most (relation to head, GB/T 4761)."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from sanshi.problems import SECOND_HEAD, Refused
from sanshi.register.history import Life, current
from sanshi.register.models import Relation, ResidencyVersion


def refuse_second_head(life: Life) -> None:
    """Of a residency about to be stored. Whoever was head says in a form of their own that they are not."""
    if not life.exists or life.ends is not None or life.facts["relation_to_head"] != Relation.SELF:
        return
    heads = _heads(life.writing.subdistrict).filter(
        door=life.facts["door"].pk, household=life.facts["household"]
    )
    if heads.exclude(residency=life.record).exists():
        raise Refused(SECOND_HEAD, field="relation_to_head", household=life.facts["household"])


def refuse_two_heads(subdistrict: str, residencies: Iterable[UUID]) -> None:
    """Of residencies put back by undoing: somebody else may have become head meanwhile."""
    back = _heads(subdistrict).filter(residency__in=list(residencies))
    for door, household in back.values_list("door", "household"):
        if _heads(subdistrict).filter(door=door, household=household).count() > 1:
            raise Refused(SECOND_HEAD, household=household)


def _heads(subdistrict: str) -> QuerySet[ResidencyVersion]:
    return ResidencyVersion.objects.filter(
        current(), subdistrict=subdistrict, valid_to__isnull=True, relation_to_head=Relation.SELF
    )
