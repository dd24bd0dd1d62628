"""Each fault is one comparison of the current versions, for its count and for its list."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.identity.documents import ONE_SCHEME, NoDocument, Sex
from sanshi.identity.numbers import check_document
from sanshi.register import freshness
from sanshi.register.finding.said import said_of
from sanshi.register.history import current
from sanshi.register.models import (
    Category,
    Kind,
    PermitStatus,
    PersonVersion,
    Relation,
    ResidencyVersion,
    Separation,
    UnitStatus,
    UnitVersion,
)
from sanshi.register.population.groups import REGISTERED_ONLY, open_on
from sanshi.streets.models import SAME_STREET
from sanshi.verbs import READ_OVERSEAS_DATES, READ_PERMIT_DATES, Verb

# PIPL 31: below this age somebody is a child, with a guardian (collection.fields asks by the same age).
CHILD_BELOW_AGE = 14
# A number that was not at hand is asked for again by then.
NUMBER_AWAITED = timedelta(weeks=4)
_A_LOT = 2000


class Group(TextChoices):
    MISSING = "missing", pgettext_lazy("faults of records", "Missing")
    CONTRADICTORY = "contradictory", pgettext_lazy("faults of records", "Contradictory")
    STALE = "stale", pgettext_lazy("faults of records", "Stale")


@dataclass(frozen=True, slots=True)
class Where:
    """Of which street, on which day; of one committee, or of all."""

    subdistrict: str
    day: date
    committee: UUID | None = None

    def stays(self) -> QuerySet[ResidencyVersion]:
        rows = ResidencyVersion.objects.filter(open_on(self.day), subdistrict=self.subdistrict)
        return rows.filter(committee=self.committee) if self.committee else rows

    @property
    def child_born_after(self) -> date:
        """Who was born later is a child today."""
        try:
            return self.day.replace(year=self.day.year - CHILD_BELOW_AGE)
        except ValueError:
            return date(self.day.year - CHILD_BELOW_AGE, 3, 1)


Rows = Callable[[Where], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Fault:
    """`right` says what would be right. `verb`: whose readers alone see it, besides those of the report."""

    code: str
    group: Group
    label: Promise
    right: Promise
    rows: Rows
    about: Kind = Kind.PERSON
    verb: Verb | None = None

    @property
    def committee(self) -> str:
        """The column by which its rows are counted."""
        return "door__committee" if self.about == Kind.DWELLING else "committee"


def _says(where: Where, *facts: Q, **named: Any) -> Exists:
    """What the person's last word says."""
    rows = PersonVersion.objects.filter(
        SAME_STREET, current(), *facts, person=OuterRef("person"), valid_to__isnull=True, **named
    )
    return Exists(rows)


def _beside(where: Where, *facts: Q, **named: Any) -> Exists:
    """Somebody else's open residency in the same household of the same dwelling."""
    rows = ResidencyVersion.objects.filter(
        SAME_STREET,
        open_on(where.day),
        *facts,
        door=OuterRef("door"),
        household=OuterRef("household"),
        **named,
    )
    return Exists(rows.filter(~Q(person=OuterRef("person"))))


def _no_number(where: Where) -> QuerySet[Any]:
    reasons = ("", NoDocument.NOT_AT_HAND, NoDocument.REFUSED)
    return where.stays().filter(
        _says(
            where,
            document_number__isnull=True,
            no_document_reason__in=reasons,
            valid_from__lt=where.day - NUMBER_AWAITED,
        )
    )


def _no_sex(where: Where) -> QuerySet[Any]:
    return where.stays().filter(_says(where, sex__in=("", Sex.UNKNOWN, Sex.NOT_STATED)))


def _no_birth_date(where: Where) -> QuerySet[Any]:
    return where.stays().filter(_says(where, birth_date__isnull=True))


def _no_guardian(where: Where) -> QuerySet[Any]:
    nobody = Q(guardian__isnull=True, guardian_name="")
    return where.stays().filter(_says(where, nobody, birth_date__gt=where.child_born_after))


def _no_notice(where: Where) -> QuerySet[Any]:
    return where.stays().filter(_says(where, Q(notice_version="") | Q(notified_on__isnull=True)))


def _no_relation(where: Where) -> QuerySet[Any]:
    return where.stays().filter(_beside(where), relation_to_head="")


def _no_permit_day(where: Where) -> QuerySet[Any]:
    return where.stays().filter(permit_status=PermitStatus.PERMIT, permit_valid_to__isnull=True)


def _no_region(where: Where) -> QuerySet[Any]:
    lives_here = Q(category=Category.SEPARATED, separation=Separation.LIVES_HERE)
    wanted = Q(category=Category.FROM_ELSEWHERE) | lives_here
    nowhere = Q(category=Category.SEPARATED, separation=Separation.REGISTERED_HERE, present_region="")
    no_way = Q(category=Category.SEPARATED, separation="")
    return where.stays().filter((wanted & Q(registered_region="")) | nowhere | no_way)


def _no_credit_code(where: Where) -> QuerySet[Any]:
    rows = UnitVersion.objects.filter(
        open_on(where.day), subdistrict=where.subdistrict, status=UnitStatus.OPEN, credit_code=""
    )
    return rows.filter(committee=where.committee) if where.committee else rows


def _two_homes(where: Where) -> QuerySet[Any]:
    others = ResidencyVersion.objects.filter(
        SAME_STREET, open_on(where.day), ~REGISTERED_ONLY, person=OuterRef("person")
    )
    return where.stays().filter(~REGISTERED_ONLY, Exists(others.filter(~Q(residency=OuterRef("residency")))))


def _two_heads(where: Where) -> QuerySet[Any]:
    return where.stays().filter(
        _beside(where, relation_to_head=Relation.SELF), relation_to_head=Relation.SELF
    )


def _child_as_head(where: Where) -> QuerySet[Any]:
    children = _says(where, birth_date__gt=where.child_born_after)
    return where.stays().filter(children, relation_to_head=Relation.SELF)


def _lives_before_birth(where: Where) -> QuerySet[Any]:
    return where.stays().filter(_says(where, birth_date__gt=OuterRef("valid_from")))


def _permit_over(where: Where) -> QuerySet[Any]:
    return where.stays().filter(permit_valid_to__lt=where.day)


def _stay_over(where: Where) -> QuerySet[Any]:
    return where.stays().filter(stay_until__lt=where.day)


def _unlike_number(where: Where) -> QuerySet[Any]:
    """Numbers are sealed, so they are opened here, lot by lot; nothing of them leaves this function."""
    stays = where.stays().filter(_says(where, document_type__in=ONE_SCHEME, document_number__isnull=False))
    found: list[UUID] = []
    for lot in _lots(stays.order_by("id").values_list("id", "person_id")):
        said = said_of(where.subdistrict, [person for _, person in lot])
        found += [stay for stay, person in lot if person in said and _is_unlike(said[person][-1])]
    return where.stays().filter(pk__in=found)


def _is_unlike(said: Any) -> bool:
    number = check_document(said.document_type, said.document_number, demo=True)
    if not number.ok or number.birth_date is None:
        return False
    sexes = {Sex.MALE, Sex.FEMALE}
    other_sex = said.sex in sexes and number.sex in sexes and said.sex != number.sex
    return other_sex or said.birth_date not in (None, number.birth_date)


def _lots(rows: Any) -> Iterator[list[tuple[UUID, UUID]]]:
    found: list[tuple[UUID, UUID]] = []
    for row in rows.iterator(chunk_size=_A_LOT):
        found.append(row)
        if len(found) == _A_LOT:
            yield found
            found = []
    if found:
        yield found


def _unverified(where: Where) -> QuerySet[Any]:
    rows = freshness.stale(where.subdistrict, where.day)
    return rows.filter(door__committee=where.committee) if where.committee else rows


_MISSING, _CONTRADICTORY = Group.MISSING, Group.CONTRADICTORY
FAULTS: tuple[Fault, ...] = (
    Fault(
        "no-number",
        _MISSING,
        _("No document number, for four weeks"),
        _("The number was not at hand or not shown. Ask for the document at the next visit."),
        _no_number,
    ),
    Fault(
        "no-sex",
        _MISSING,
        _("No sex"),
        _("As on the document; with an ID number it follows from it."),
        _no_sex,
    ),
    Fault(
        "no-birth-date",
        _MISSING,
        _("No date of birth"),
        _("Year, month and day, as on the document."),
        _no_birth_date,
    ),
    Fault(
        "no-guardian",
        _MISSING,
        _("A child without a guardian"),
        _("Below the age of 14 a guardian is named: a person of the register, or name and phone."),
        _no_guardian,
    ),
    Fault(
        "no-notice",
        _MISSING,
        _("No privacy notice"),
        _("The notice is read out at collection, and the form says which one and when."),
        _no_notice,
    ),
    Fault(
        "no-relation",
        _MISSING,
        _("No relation to the head of household"),
        _("Where several persons form a household, each says how they are related to its head."),
        _no_relation,
    ),
    Fault(
        "no-permit-day",
        _MISSING,
        _("A residence permit without its last day"),
        _("The day until which it is valid stands on the permit."),
        _no_permit_day,
    ),
    Fault(
        "no-region",
        _MISSING,
        _("Registered or living elsewhere, and not said where"),
        _("Who is registered elsewhere has a region of registration; who lives elsewhere, a place."),
        _no_region,
    ),
    Fault(
        "no-credit-code",
        _MISSING,
        _("An open unit without a credit code"),
        _("The 18 characters of the unified social credit code stand on the licence."),
        _no_credit_code,
        about=Kind.UNIT,
    ),
    Fault(
        "unlike-number",
        _CONTRADICTORY,
        _("Sex or date of birth unlike the ID number"),
        _("One of the two was read wrongly. Compare both with the document and correct the wrong one."),
        _unlike_number,
    ),
    Fault(
        "two-homes",
        _CONTRADICTORY,
        _("Two homes at a time"),
        _("A person lives in one place. Deregister where they do not live any more."),
        _two_homes,
    ),
    Fault(
        "two-heads",
        _CONTRADICTORY,
        _("Two heads in one household"),
        _("A household has one head. Correct the relation of the other, or number their household apart."),
        _two_heads,
    ),
    Fault(
        "child-head",
        _CONTRADICTORY,
        _("A child as head of household"),
        _("Correct the relation, or the date of birth."),
        _child_as_head,
    ),
    Fault(
        "before-birth",
        _CONTRADICTORY,
        _("Moved in before birth"),
        _("Nobody moves in before being born: correct the day of moving in, or the date of birth."),
        _lives_before_birth,
    ),
    Fault(
        "permit-over",
        _CONTRADICTORY,
        _("Living here with a residence permit that ran out"),
        _("State the new last day, or how residence is registered now."),
        _permit_over,
        verb=READ_PERMIT_DATES,
    ),
    Fault(
        "stay-over",
        _CONTRADICTORY,
        _("Living here after the stay allowed"),
        _("State until when they may stay now, or deregister who has left."),
        _stay_over,
        verb=READ_OVERSEAS_DATES,
    ),
    Fault(
        "unverified",
        Group.STALE,
        _("A dwelling not verified in time"),
        _("Somebody looks at its door and learns how things are; visits are made by themselves."),
        _unverified,
        about=Kind.DWELLING,
    ),
)
BY_CODE = {fault.code: fault for fault in FAULTS}


def of_group(group: Group, faults: Iterable[Fault] = FAULTS) -> list[Fault]:
    return [fault for fault in faults if fault.group == group]
