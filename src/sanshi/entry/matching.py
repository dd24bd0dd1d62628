"""Who or what of the register a form may be about: the match as the desk offers it (plan 3.3.3)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import Q, UUIDField

from sanshi.collection.content import FormContent
from sanshi.collection.fields import is_move
from sanshi.collection.models import Form
from sanshi.entry import rules
from sanshi.entry.models import MatchDecision, MatchVerdict
from sanshi.identity.matching.evidence import Band, Evidence
from sanshi.identity.matching.scoring import Candidate, Verdict, bands
from sanshi.identity.matching.units.scoring import unit_bands
from sanshi.register import finding
from sanshi.register.models import Kind
from sanshi.streets.prepared import Given, Look

# One key of the keyboard for each.
MOST_CANDIDATES = 9
# Below it somebody is as good as certainly another: of a thousand such not twenty are the same.
LEAST_PROBABILITY = 0.02


@dataclass(frozen=True, slots=True)
class Offer:
    """`candidates` from the best, one a record. `elsewhere`: another street of the city has the number."""

    band: Band
    probability: float = 0.0
    candidates: Sequence[Candidate] = ()
    elsewhere: bool = False
    # The form itself is about somebody of the register, who moved within the street.
    said: UUID | None = None
    # Of what record it is: a person's or a unit's.
    kind: Kind = Kind.PERSON
    # Of whom somebody decided that the form is about another: asked about no more, and by the record why.
    apart: Sequence[Candidate] = ()
    told: Mapping[UUID, MatchDecision] = field(default_factory=dict)

    @property
    def everybody(self) -> frozenset[UUID]:
        return self.persons | {key_of(one) for one in self.apart}

    @property
    def persons(self) -> frozenset[UUID]:
        return frozenset(key_of(one) for one in self.candidates)

    @property
    def best(self) -> UUID | None:
        """Whom the form is about unless the clerk says otherwise."""
        return key_of(self.candidates[0]) if self.band == Band.SAME else None

    @property
    def holder(self) -> UUID | None:
        """Who has the very number of the form: nobody else is registered with it."""
        return self.said or next((key_of(one) for one in self.candidates if _has_the_number(one)), None)

    def candidate(self, person: UUID) -> Candidate | None:
        return next((one for one in self.candidates if one.key == person), None)

    def asks_reason(self, person: UUID | None) -> bool:
        """Whoever decides otherwise than the match, or where the match does not decide, says why."""
        return person != self.best if self.band != Band.LOOK else True

    def band_of(self, one: Candidate) -> Band:
        if one in self.candidates[:1]:
            return self.band
        limits = unit_bands() if self.kind == Kind.UNIT else bands()
        return Band.LOOK if one.probability >= limits["look"] else Band.NEW


NOTHING = Offer(Band.NEW)


def offer(form: Form, content: FormContent) -> Offer:
    """Of a person or a unit to be registered; nothing else. The register is asked anew each time."""
    if not rules.is_to_be_matched(form.subject, form.action):
        return NOTHING
    street, address = form.subdistrict_id, form.door.address
    if (unit := content.unit) is not None:
        return _without_apart(
            form, Kind.UNIT, lambda apart: finding.match_unit(street, unit, address=address, apart=apart)
        )
    if (person := content.person) is None:
        return NOTHING
    if is_move(form):
        return _of_who_moves(form)
    found = _without_apart(
        form, Kind.PERSON, lambda apart: finding.match_person(street, person, address=address, apart=apart)
    )
    elsewhere = bool(person.document_number) and finding.elsewhere(street, person)
    return replace(found, elsewhere=elsewhere)


def _without_apart(form: Form, kind: Kind, match: Callable[[Collection[UUID]], Verdict]) -> Offer:
    """As if those told apart from the form were not there, unless more speaks for one than was known then."""
    whole = match(())
    told = told_apart_from(form) if whole.candidates else {}
    if not told:
        return offered(whole, kind=kind)
    apart = {key_of(one): one for one in whole.candidates if _stays_apart(one, told.get(key_of(one)))}
    return replace(offered(match(apart), kind=kind), apart=tuple(_shown(apart.values())), told=told)


def _stays_apart(one: Candidate, decision: MatchDecision | None) -> bool:
    """Nothing is found that was not shown when it was decided. A number has one holder, whoever decided."""
    return decision is not None and not _has_the_number(one) and set(one.why) <= set(decision.why)


def _of_who_moves(form: Form) -> Offer:
    """Whoever collected it chose the person at the old door: there is nobody else to choose."""
    assert form.person_id is not None
    return Offer(Band.SAME, 1.0, (Candidate(form.person_id, 1.0, (), ()),), said=form.person_id)


def offered(verdict: Verdict, elsewhere: bool = False, kind: Kind = Kind.PERSON) -> Offer:
    candidates = tuple(_shown(verdict.candidates))
    band = verdict.band
    # The number is taken, whatever else speaks against its holder: nobody is new with it.
    if band == Band.NEW and any(_has_the_number(one) for one in candidates):
        band = Band.LOOK
    return Offer(band, verdict.probability if candidates else 0.0, candidates, elsewhere, kind=kind)


def _shown(candidates: Iterable[Candidate]) -> Iterable[Candidate]:
    """The number's holder always; one line a person, though the register may know several of its records."""
    best: dict[UUID, Candidate] = {}
    for one in candidates:
        if one.probability >= LEAST_PROBABILITY or _has_the_number(one):
            best.setdefault(key_of(one), one)
    chosen = list(best.values())
    late = [one for one in chosen[MOST_CANDIDATES:] if _has_the_number(one)][:1]
    return chosen[: MOST_CANDIDATES - len(late)] + late


def _has_the_number(one: Candidate) -> bool:
    return Evidence.NUMBER_SAME in one.why


def key_of(one: Candidate) -> UUID:
    assert isinstance(one.key, UUID)
    return one.key


def told_apart_from(form: Form) -> Mapping[UUID, MatchDecision]:
    """By record: the decision, made before the form was entered, that it is about another."""
    return {row.one: row for row in _told_apart(street=form.subdistrict_id, form=form.pk)}


# Asked with every form that somebody resembles.
_told_apart: Look[MatchDecision] = Look(
    lambda: (
        MatchDecision.objects.filter(
            subdistrict=Given("street"),
            form=Given("form", UUIDField()),
            verdict=MatchVerdict.DIFFERENT,
            other__isnull=True,
            undone_at__isnull=True,
        )
        .select_related("decided_by")
        .order_by("decided_at", "id")
    )
)


def told_apart(subdistrict: str, persons: Collection[UUID]) -> Mapping[UUID, MatchDecision]:
    """By person: the decision that it is another than one of the others."""
    if len(persons) < 2:
        return {}
    standing = MatchDecision.objects.filter(
        Q(one__in=persons, other__in=persons),
        subdistrict=subdistrict,
        verdict=MatchVerdict.DIFFERENT,
        undone_at__isnull=True,
    )
    found: dict[UUID, MatchDecision] = {}
    for row in standing.select_related("decided_by").order_by("decided_at", "id"):
        found |= {row.one: row}
        if row.other is not None:
            found |= {row.other: row}
    return found
