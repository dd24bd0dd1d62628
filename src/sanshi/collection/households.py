"""Households of a door, as a form about one of its people asks for them."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext

from sanshi import clock
from sanshi.collection import standing
from sanshi.collection.access import content_of
from sanshi.collection.content import FormContent
from sanshi.collection.fields import NOT_ENTERED, age_on
from sanshi.collection.models import Form, FormAction, Subject
from sanshi.collection.standing import Resident
from sanshi.problems import SECOND_HEAD, Refused
from sanshi.register.history import current
from sanshi.register.models import Relation, ResidencyVersion

ADULT_FROM_AGE = 18
Offered = list[tuple[str, str]]


def offered(form: Form, content: FormContent) -> dict[str, Offered]:
    """The households of the door, and who there may be a child's guardian; by the field that asks."""
    if form.subject != Subject.PERSON or form.action == FormAction.DEREGISTER:
        return {}
    here = [
        one for one in standing.residents(form.subdistrict_id, form.door_id) if one.person != form.person_id
    ]
    household = content.residency.household if content.residency else 1
    return {
        "household": _households(here, {household, *_of_siblings(form)}),
        "guardian": _guardians(form, content, here),
    }


def _households(here: Sequence[Resident], also: Iterable[int]) -> Offered:
    by_number = sorted(here, key=lambda one: (one.household, one.relation != Relation.SELF))
    known = {number: list(people) for number, people in groupby(by_number, lambda one: one.household)}
    numbers = sorted({1, *known, *also})
    found = [(str(number), _household(number, known.get(number, ()))) for number in numbers]
    fresh = numbers[-1] + 1
    return [*found, (str(fresh), gettext("Another household: %(number)d") % {"number": fresh})]


def _household(number: int, people: Sequence[Resident]) -> str:
    if not people:
        return gettext("Household %(number)d: nobody yet") % {"number": number}
    text = ngettext(
        "Household %(number)d: %(name)s, %(n)d person",
        "Household %(number)d: %(name)s, %(n)d persons",
        len(people),
    )
    return text % {"number": number, "name": people[0].masked, "n": len(people)}


def _of_siblings(form: Form) -> set[int]:
    """Households that other forms of the same visit name."""
    if form.visit_id is None:
        return set()
    others = Form.objects.filter(
        subdistrict=form.subdistrict_id,
        visit=form.visit_id,
        subject=Subject.PERSON,
        action=FormAction.REGISTER,
        collector=form.collector_id,
        state__in=NOT_ENTERED,
    ).exclude(pk=form.pk)
    said = [content_of(one).residency for one in others]
    return {one.household for one in said if one}


def _guardians(form: Form, content: FormContent, here: Sequence[Resident]) -> Offered:
    """Adults who live at the door; and whom the form names already."""
    today = clock.today()
    found = {
        str(one.person): one.name
        for one in here
        if one.birth_date is None or age_on(one.birth_date, today) >= ADULT_FROM_AGE
    }
    return list({**found, **standing.people_of(form, content)}.items())


def second_head(form: Form, content: FormContent) -> Refused | None:
    """Somebody else is head of the household, and no form under way says otherwise."""
    stay = content.residency
    if stay is None or stay.relation_to_head != Relation.SELF:
        return None
    heads = _heads(form.subdistrict_id, form.door_id, stay.household).exclude(person=form.person_id)
    leaving = Form.objects.filter(
        ~Q(action=FormAction.REGISTER),
        subdistrict=form.subdistrict_id,
        state__in=NOT_ENTERED,
        residency__in=heads.values("residency"),
    )
    if not heads.exists() or leaving.exists():
        return None
    return Refused(SECOND_HEAD, field="relation_to_head", household=stay.household)


def left_without_head(form: Form) -> int:
    """Of a form by which the head of a household leaves: how many stay there; 0 when nobody does."""
    if form.action != FormAction.DEREGISTER or form.residency_id is None:
        return 0
    own = (
        _open(form.subdistrict_id).filter(residency=form.residency_id, relation_to_head=Relation.SELF).first()
    )
    if own is None:
        return 0
    others = _open(form.subdistrict_id).filter(door=own.door_id, household=own.household)
    return others.exclude(residency=form.residency_id).count()


def _heads(subdistrict: str, door: UUID, household: int) -> QuerySet[ResidencyVersion]:
    return _open(subdistrict).filter(door=door, household=household, relation_to_head=Relation.SELF)


def _open(subdistrict: str) -> QuerySet[ResidencyVersion]:
    return ResidencyVersion.objects.filter(current(), subdistrict=subdistrict, valid_to__isnull=True)
