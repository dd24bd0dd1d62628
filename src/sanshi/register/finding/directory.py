"""Across streets: the directory of document numbers alone, and only whether a hand-over is needed."""

from sanshi import clock
from sanshi.identity.documents import DocumentType
from sanshi.identity.matching.profile import Profile, Scheme
from sanshi.identity.matching.repair import repairs
from sanshi.register.facts import PersonFacts
from sanshi.register.finding.keys import asked
from sanshi.register.holders import document_index
from sanshi.register.models import DocumentHolder
from sanshi.streets.prepared import Among, Look


def elsewhere(subdistrict: str, facts: PersonFacts) -> bool:
    """Whether another street has somebody with this number, or with one that a slip made of it."""
    indexes = _indexes(asked(facts, "", latest=clock.today()), facts.document_type)
    streets = _streets(indexes=indexes) if indexes else []
    return any(street != subdistrict for (street,) in streets)


_streets = Look(lambda: DocumentHolder.objects.filter(pk__in=Among("indexes")).values_list("subdistrict_id"))


def _indexes(one: Profile, document_type: str) -> set[str]:
    if not one.number:
        return set()
    if one.scheme != Scheme.CHECKED:
        return {document_index(document_type, one.number)}
    meant = (one.number,) if one.valid else repairs(one.number, latest=clock.today())
    return {document_index(DocumentType.RESIDENT_CARD, number) for number in meant}
