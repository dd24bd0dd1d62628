"""Persons who may be there twice."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.entry.duplicates.records.particular import Particular, SaidBy, Side, Stay, Words
from sanshi.entry.models import Duplicate
from sanshi.identity.matching.evidence import Evidence
from sanshi.journal.recording import saw
from sanshi.register import labels
from sanshi.register.access.persons import lived_within
from sanshi.register.finding.whole import WholePersons
from sanshi.register.history import current, facts_of
from sanshi.register.models import Person, PersonVersion, ResidencyVersion
from sanshi.register.residents import people_on
from sanshi.vault.masking import mask_name
from sanshi.verbs import READ_DUPLICATES, Actor, Reach, reach

# Two valid numbers, which carry two birthdays.
_TWO = frozenset({Evidence.NUMBER_CONFLICT.value, Evidence.BIRTH_OTHER.value})


def sides(actor: Actor, row: Duplicate) -> list[Side]:
    """What the register says of both; nothing of one that is part of another by now."""
    both, street = [row.one, row.other], actor.subdistrict
    people = people_on(street, both, clock.today(), clock.now())
    rows = ResidencyVersion.objects.filter(current(), subdistrict=street, person__in=both)
    lived = list(rows.select_related("door", "committee").order_by("-valid_from", "-id"))
    said = SaidBy(row, {one.form for one in lived})
    made = dict(Person.objects.filter(subdistrict=street, pk__in=both).values_list("pk", "created_at"))
    saw("register.person", both, fields=[*labels.PERSON, "residency"])
    saw("register.residency", {one.residency_id for one in lived}, fields=labels.RESIDENCY)
    mine = reach(actor, READ_DUPLICATES)
    return [
        Side(
            one,
            facts_of(people[one]),
            made[one],
            said.record(one),
            [Stay(stay, _place(mine, stay), said.form(stay.form)) for stay in lived if stay.person_id == one],
        )
        for one in both
        if one in people
    ]


def _place(mine: Reach, stay: ResidencyVersion) -> str:
    near = mine.street or stay.committee_id in mine.committees
    return stay.door.address if near else stay.committee.name


def _called(subdistrict: str, persons: Collection[UUID]) -> Mapping[UUID, str]:
    """Masked; a record that is part of another by now is called as it was."""
    rows = PersonVersion.objects.filter(subdistrict=subdistrict, person__in=set(persons))
    said = rows.order_by("recorded_at", "valid_from").values_list("person_id", "name")
    saw("register.person", persons, fields=("name",))
    return {person: mask_name(name) for person, name in said}


def _homes(subdistrict: str, persons: Collection[UUID]) -> Mapping[UUID, UUID]:
    """The committee where each lives, or lived last."""
    rows = ResidencyVersion.objects.filter(current(), subdistrict=subdistrict, person__in=persons)
    stays = rows.order_by("valid_from", "id").values_list("person_id", "committee_id", "valid_to")
    ended = {person: committee for person, committee, end in stays if end is not None}
    return ended | {person: committee for person, committee, end in stays if end is None}


def _are_two(why: Collection[str]) -> bool:
    return set(why) >= _TWO


PERSONS = Particular(
    lived_within,
    _called,
    _homes,
    sides,
    {
        "name": labels.PERSON["name"],
        "document": _("Document"),
        "sex": labels.PERSON["sex"],
        "birth_date": labels.PERSON["birth_date"],
        "phone": labels.PERSON["phone"],
        "guardian": _("Guardian"),
        "notice": labels.PERSON["notice_version"],
    },
    WholePersons,
    _are_two,
    Words(
        _("One person or two?"),
        _("Why they may be one person"),
        _("One person: make one record of them"),
        _("Two persons"),
        _(
            "Made one record, the value chosen in each line stands, and what only one of them says is kept."
            " The person lives in one place: of two homes the later one. Whatever names the other record"
            " names the kept one from then on."
        ),
        _("Kept as two persons."),
        _("same person"),
    ),
)
