from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sanshi import clock
from sanshi.discovery import access
from sanshi.discovery.models import Notice
from sanshi.identity.remarks import looks_like_personal_number
from sanshi.journal.recording import action, in_committee, touch
from sanshi.problems import IN_THE_FUTURE, NOT_A_CHOICE, PERSONAL_NUMBER_IN_TEXT, Refused
from sanshi.rulebook.access import version_on
from sanshi.rulebook.models import PolicyVersion
from sanshi.streets.actions import next_serial
from sanshi.streets.uuid7 import uuid7
from sanshi.territory.models import Door
from sanshi.verbs import GIVE_NOTICE, Actor
from sanshi.visits.access import OPEN
from sanshi.visits.actions import VisitOpened, open_visit
from sanshi.visits.models import NOTICED, Cause, Visit
from sanshi.visits.rules import team_for_matter


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """About a place: it has no field for a person (plan 3.1.1)."""

    door: UUID
    matter: str
    seen_on: date
    remark: str = ""


@action(GIVE_NOTICE)
def give_notice(actor: Actor, client_id: UUID, given: NoticeGiven) -> UUID:
    """The first notice of a change opens a visit; later ones, while it is open, are duplicates (4.2.1 a)."""
    _check(given)
    door = access.door_to_notice(actor, given.door, lock=True)
    giver = access.giver_at(actor, door)
    policy = version_on(actor.subdistrict, clock.today())
    visit = _visit_under_way(door, given.matter)
    first = _first_notice(door, visit) if visit else None
    notice = Notice(
        id=uuid7(),
        subdistrict_id=actor.subdistrict,
        number=_number(actor.subdistrict),
        given_at=clock.now(),
        given_on=clock.today(),
        giver_id=giver.account,
        giver_post=giver.post,
        capacity=giver.capacity,
        door=door,
        committee_id=door.committee_id,
        matter=given.matter,
        seen_on=given.seen_on,
        remark=given.remark.strip(),
        policy=policy,
        visit_id=visit or _open_visit(actor, client_id, given, policy),
        duplicate_of_id=first,
    )
    notice.save(force_insert=True)
    touch(notice, fields=("door", "matter", "seen_on", "remark"))
    in_committee(door.committee_id)
    return notice.pk


def _check(given: NoticeGiven) -> None:
    if given.matter not in dict(NOTICED):
        raise Refused(NOT_A_CHOICE, field="matter")
    if given.seen_on > clock.today():
        raise Refused(IN_THE_FUTURE, field="seen_on")
    if looks_like_personal_number(given.remark):
        raise Refused(PERSONAL_NUMBER_IN_TEXT, field="remark")


def _visit_under_way(door: Door, matter: str) -> UUID | None:
    """Of the same change. A follow-up is none: the visit it comes from has its outcome already."""
    same = Visit.objects.filter(OPEN, subdistrict=door.subdistrict_id, door=door, matter=matter)
    found = same.filter(cause__in=(Cause.NOTICE, Cause.OWN_FIND)).order_by("id")
    return found.values_list("pk", flat=True).first()


def _first_notice(door: Door, visit: UUID) -> UUID | None:
    given = Notice.objects.filter(subdistrict=door.subdistrict_id, visit=visit, duplicate_of__isnull=True)
    return given.order_by("id").values_list("pk", flat=True).first()


def _open_visit(actor: Actor, client_id: UUID, given: NoticeGiven, version: PolicyVersion) -> UUID:
    team = team_for_matter(given.matter, version.policy)
    opened = VisitOpened(given.door, Cause.NOTICE, given.matter, team, learned_on=clock.today())
    return open_visit(actor, client_id, opened)


def _number(subdistrict: str) -> str:
    month = f"{clock.today():%Y-%m}"
    return f"{month}-{next_serial(subdistrict, f'notice:{month}'):04}"
