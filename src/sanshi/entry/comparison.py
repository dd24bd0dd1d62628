"""Who a form may be about, and what it would change there, field by field (plan 3.3.3)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.accounts.access import holds_committee
from sanshi.collection import standing
from sanshi.collection.content import FormContent
from sanshi.collection.labels import section_label
from sanshi.collection.models import Form, FormAction, Subject
from sanshi.entry import contradictions, matching, recognising, staff
from sanshi.entry.decisions.access import label_of, units_known
from sanshi.entry.matching import NOTHING, Offer, key_of
from sanshi.entry.models import MatchDecision
from sanshi.identity.matching.evidence import Band, Evidence, Rule
from sanshi.identity.matching.scoring import Candidate as Scored
from sanshi.journal.recording import saw
from sanshi.register import changes, labels
from sanshi.register.columns import LASTING, LET_OUT, counted_person, counted_residency
from sanshi.register.differences import Difference, differences
from sanshi.register.facts import EndFacts, Facts, LeaseFacts, PersonFacts, employment_field, lease_field
from sanshi.register.history import current, facts_of
from sanshi.register.models import PersonVersion, ResidencyVersion, Separation, UnitStatus, UnitVersion
from sanshi.register.residents import people_on
from sanshi.shell.frame import Text
from sanshi.shell.words import day, listed
from sanshi.vault.masking import mask_document
from sanshi.verbs import CHECK_FORM, Actor, Reach, reach

# That something is not known speaks neither for nor against; that there is no number does.
_SAYS_LITTLE = frozenset(
    {
        Evidence.NAME_MISSING,
        Evidence.BIRTH_MISSING,
        Evidence.SEX_MISSING,
        Evidence.PHONE_MISSING,
        Evidence.DWELLING_MISSING,
    }
)
# The office that keeps key trades is the police: no collector's form sets one (plan 2.2.4).
_NOT_ASKED = frozenset({"key_trade"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the register whom the form may be about. `key`: what chooses it on the keyboard."""

    key: int
    person: UUID
    name: str
    document: str
    # Where the person lives now by the register: the address within reach, else only the committee.
    place: str
    since: date | None
    lives_here: bool
    band: Band
    probability: float
    why: Sequence[Text]
    # Why a person decides although the figures alone would do.
    rules: Sequence[Text]
    asks_reason: bool
    # That it is another than one of the others.
    told_apart: MatchDecision | None = None
    # That the form is not about it.
    decision: MatchDecision | None = None
    # Of a unit, with whether it is closed.
    status: Text = ""
    closed: bool = False

    @property
    def percent(self) -> str:
        """Of 100, never said to be certain."""
        return f"{min(max(100 * self.probability, 0.1), 99.9):.1f}"


@dataclass(frozen=True, slots=True)
class Line:
    """An employee without a number, at the place of a line, and whom of the register it may be."""

    place: int
    label: Text
    name: str
    offer: Offer
    candidates: Sequence[Candidate]

    @property
    def reason_field(self) -> str:
        return employment_field(self.place, "reason")


@dataclass(frozen=True, slots=True)
class Comparison:
    """`rows` as the component `difference` shows them. `unknown`: its record is no longer there."""

    offer: Offer = NOTHING
    candidates: Sequence[Candidate] = ()
    # Of whom somebody decided that the form is about another.
    apart: Sequence[Candidate] = ()
    # Beside whom the form is shown.
    chosen: Candidate | None = None
    rows: Sequence[Difference] = ()
    unknown: bool = False
    # Of a unit's form.
    lines: Sequence[Line] = ()
    # By the form's field, in a sentence: what the number says that the register has of the one chosen.
    contradicted: Mapping[str, str] = field(default_factory=dict)
    # What becomes of the places where the one chosen lives now, each in a sentence.
    moves: Sequence[str] = ()

    @property
    def changes_nothing(self) -> bool:
        return bool(self.rows) and not any(row.changed for row in self.rows)


def compare(actor: Actor, form: Form, content: FormContent, chosen: UUID | None = None) -> Comparison:
    """`chosen`: beside whom, among those offered; the one the match is sure of otherwise."""
    if form.subject != Subject.UNIT:
        return _compared(actor, form, content, chosen)
    unnumbered = recognising.unnumbered(form, content)
    offers = recognising.offers(form, content, unnumbered)
    found = _compared(actor, form, content, chosen, offers)
    names = {place: line.name for place, line in unnumbered.items()}
    return replace(found, lines=_lines(actor, form, names, offers)) if offers else found


def _compared(
    actor: Actor, form: Form, content: FormContent, chosen: UUID | None, open_lines: Collection[int] = ()
) -> Comparison:
    match form.subject, form.action:
        case Subject.PERSON, FormAction.REGISTER:
            return _arrival(actor, form, content, chosen)
        case Subject.PERSON, _:
            return _residence(form, content)
        case Subject.DWELLING, _:
            found = standing.dwelling_at(form.subdistrict_id, form.door_id)
            return _dwelling(form, content, found)
        case Subject.UNIT, FormAction.REGISTER:
            return _opening(actor, form, content, chosen, open_lines)
        case _:
            found = standing.unit(form.subdistrict_id, form.unit_id) if form.unit_id else None
            place = _place(form, content.unit or content.end, found)
            return replace(place, rows=[*place.rows, *staff.rows(form, content, found, open_lines)])


def _arrival(actor: Actor, form: Form, content: FormContent, chosen: UUID | None) -> Comparison:
    offer = matching.offer(form, content)
    if content.person is None or not offer.everybody:
        return Comparison(offer)
    known = _known(actor, form, offer)
    candidates = [
        known.candidate(key, one) for key, one in enumerate(offer.candidates, start=1) if known.has(one)
    ]
    apart = [known.candidate(0, one) for one in offer.apart if known.has(one)]
    beside = next((one for one in candidates if one.person == (chosen or offer.best)), None)
    if beside is None:
        return Comparison(offer, candidates, apart)
    stored = facts_of(known.people[beside.person])
    moving = _Moving(known, beside.person, content)
    rows = [*_shown(_of_person(content.person, stored)), moving.row()]
    contradicted = contradictions.with_the_register(content.person, stored)
    moves = moving.sentences()
    return Comparison(offer, candidates, apart, beside, rows, contradicted=contradicted, moves=moves)


def _opening(
    actor: Actor, form: Form, content: FormContent, chosen: UUID | None, open_lines: Collection[int]
) -> Comparison:
    """Of a unit: beside one that the register knows, and with those whom the form says to work there."""
    offer = matching.offer(form, content)
    known = units_known(form.subdistrict_id, offer.everybody)
    others = matching.told_apart(form.subdistrict_id, offer.persons)
    mine = reach(actor, CHECK_FORM)
    candidates = [
        _unit(key, one, offer, known[key_of(one)], mine, others.get(key_of(one)))
        for key, one in enumerate(offer.candidates, start=1)
        if key_of(one) in known
    ]
    apart = [_unit(0, one, offer, known[key_of(one)], mine) for one in offer.apart if key_of(one) in known]
    beside = next((one for one in candidates if one.person == (chosen or offer.best)), None)
    if beside is None or content.unit is None:
        return Comparison(offer, candidates, apart, rows=list(staff.rows(form, content, None, open_lines)))
    stands = known[beside.person]
    here, before = form.door.address, beside.place
    place = Difference("door", _("Premises"), before, here, here, stands.door_id != form.door_id)
    works = staff.rows(form, content, standing.unit(form.subdistrict_id, beside.person), open_lines)
    rows = [*_shown(differences(content.unit, facts_of(stands))), place, *works]
    return Comparison(offer, candidates, apart, beside, rows)


def _unit(
    key: int,
    one: Scored,
    offer: Offer,
    row: UnitVersion,
    mine: Reach,
    told_apart: MatchDecision | None = None,
) -> Candidate:
    near = holds_committee(mine, row.subdistrict_id, row.committee_id)
    return Candidate(
        key,
        row.unit_id,
        row.name,
        row.credit_code,
        row.door.address if near else row.committee.name,
        row.valid_from,
        False,
        offer.band_of(one),
        one.probability,
        [label for code in one.why if (label := label_of(code))],
        [label for code in one.rules if (label := label_of(code))],
        offer.asks_reason(row.unit_id),
        told_apart,
        offer.told.get(row.unit_id),
        status=row.get_status_display(),
        closed=row.status == UnitStatus.CLOSED,
    )


def _lines(actor: Actor, form: Form, names: Mapping[int, str], offers: Mapping[int, Offer]) -> list[Line]:
    """Their persons are read together, for however many lines."""
    whole = _known(actor, form, NOTHING, frozenset(one for offer in offers.values() for one in offer.persons))
    return [
        _line(place, names[place], replace(whole, offer=offer, apart={})) for place, offer in offers.items()
    ]


def _line(place: int, name: str, known: "_Known") -> Line:
    found = [known.candidate(0, one) for one in known.offer.candidates if known.has(one)]
    return Line(place, section_label(f"employment{place}"), name, known.offer, found)


def _known(actor: Actor, form: Form, offer: Offer, persons: frozenset[UUID] | None = None) -> "_Known":
    street, persons = form.subdistrict_id, offer.everybody if persons is None else persons
    people = people_on(street, persons, clock.today(), clock.now())
    saw(PersonVersion, rows=people.values())
    saw("register.person", persons, fields=[*labels.PERSON, "residency"])
    apart = matching.told_apart(street, offer.persons)
    return _Known(form, offer, reach(actor, CHECK_FORM), people, _homes(street, persons), apart)


@dataclass(frozen=True, slots=True)
class _Home:
    """Where somebody lives now. `since`: the day of moving in."""

    row: ResidencyVersion
    since: date

    @property
    def door(self) -> UUID:
        return self.row.door_id


def _homes(subdistrict: str, persons: Collection[UUID]) -> dict[UUID, list[_Home]]:
    """Who is only registered there lives elsewhere (plan 2.4.4)."""
    rows = ResidencyVersion.objects.filter(current(), subdistrict=subdistrict, person__in=persons)
    since: dict[UUID, date] = {}
    found: dict[UUID, list[_Home]] = {}
    for row in rows.select_related("door", "committee").order_by("valid_from", "id"):
        moved_in = since.setdefault(row.residency_id, row.valid_from)
        if row.valid_to is None and row.separation != Separation.REGISTERED_HERE:
            found.setdefault(row.person_id, []).append(_Home(row, moved_in))
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register holds about those who are offered."""

    form: Form
    offer: Offer
    mine: Reach
    people: Mapping[UUID, PersonVersion]
    homes: Mapping[UUID, Sequence[_Home]]
    apart: Mapping[UUID, MatchDecision]

    def has(self, one: Scored) -> bool:
        return key_of(one) in self.people

    def candidate(self, key: int, one: Scored) -> Candidate:
        person = key_of(one)
        said, homes = self.people[person], self.homes.get(person, ())
        last = homes[-1] if homes else None
        return Candidate(
            key,
            person,
            said.name,
            mask_document(said.document_number.open()) if said.document_number else "",
            self.place(last) if last else "",
            last.since if last else None,
            any(home.door == self.form.door_id for home in homes),
            self.offer.band_of(one),
            one.probability,
            [Evidence(code).label for code in one.why if code not in _SAYS_LITTLE],
            [Rule(code).label for code in one.rules],
            self.offer.asks_reason(person),
            self.apart.get(person),
            self.offer.told.get(person),
        )

    def place(self, home: _Home) -> str:
        """The address within the clerk's reach, else the committee alone."""
        row = home.row
        near = holds_committee(self.mine, row.subdistrict_id, row.committee_id)
        return row.door.address if near else row.committee.name


@dataclass(frozen=True, slots=True)
class _Moving:
    """A new place to live: moving in ends what began elsewhere in the street (plan 3.3.3, 5.3)."""

    known: _Known
    person: UUID
    content: FormContent

    @property
    def _homes(self) -> Sequence[_Home]:
        return self.known.homes.get(self.person, ())

    @property
    def _elsewhere(self) -> Sequence[_Home]:
        """Homes that the entry ends; none by a form of somebody who is only registered here."""
        stay, here = self.content.residency, self.known.form.door_id
        if stay is not None and stay.separation == Separation.REGISTERED_HERE:
            return ()
        return [home for home in self._homes if home.door != here]

    def row(self) -> Difference:
        here = self.known.form.door.address
        before = listed(self.known.place(home) for home in self._homes)
        after = gettext("begins a residence")
        if self._elsewhere:
            after = gettext("ends the former residence, begins a new one")
        return Difference("door", _("Place of residence"), before, here, after, before != here)

    def sentences(self) -> list[str]:
        return [said for home in self._elsewhere for said in self._said(home)]

    def _said(self, home: _Home) -> Iterator[str]:
        collected_on = self.known.form.collected_on or clock.today()
        stay = self.content.residency
        moves_in = (stay.started_on if stay else None) or collected_on
        over = changes.former_ends_on(home.since, moves_in, collected_on)
        told = {"place": self.known.place(home), "since": day(home.since), "day": day(over)}
        if over is None:
            yield gettext("The residence at %(place)s since %(since)s is newer: this one ended then.") % told
            return
        yield (
            gettext(
                "Moved within the street: this entry begins the residence here, and ends on %(day)s that at "
                "%(place)s, which began on %(since)s."
            )
            % told
        )
        if home.row.committee_id != self.known.form.committee_id:
            committee = home.row.committee.name
            yield gettext("%(committee)s sees where to on the record of the person.") % {
                "committee": committee
            }


def _residence(form: Form, content: FormContent) -> Comparison:
    held = standing.residence(form.subdistrict_id, form.residency_id) if form.residency_id else None
    if held is None:
        return Comparison(unknown=True)
    if content.end is not None:
        return Comparison(rows=_ending(content.end, held.since))
    known, rows = _plain(held.person), list[Difference]()
    contradicted: Mapping[str, str] = {}
    if content.person is not None:
        rows += _shown(_of_person(content.person, known))
        contradicted = contradictions.with_the_register(content.person, known)
    if content.residency is not None:
        stay = _plain(held.stay)
        rows += _shown(differences(counted_residency(content.residency, stay), stay))
    return Comparison(rows=rows, contradicted=contradicted)


def _of_person(stated: PersonFacts, stored: Mapping[str, Any]) -> list[Difference]:
    """After entry as the person's number says; on the form as it was stated."""
    rows = differences(counted_person(stated, stored), stored)
    said = {name: labels.said(name, getattr(stated, name)) for name in LASTING}
    return [replace(row, given=said.get(row.field, row.given)) for row in rows]


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
