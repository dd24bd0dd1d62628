"""Writes about visits. By the row's `version` a late answer to an old page hears what happened meanwhile."""

from dataclasses import dataclass
from datetime import date
from typing import NoReturn
from uuid import UUID, uuid5

from django.db.models import F
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.journal.recording import action, in_committee, touch
from sanshi.problems import IN_THE_FUTURE, NOT_A_CHOICE, STALE, Refused
from sanshi.register.actions import verify_dwelling
from sanshi.rulebook.access import version_on
from sanshi.rulebook.models import PolicyVersion
from sanshi.shell.words import moment
from sanshi.streets.actions import next_serial
from sanshi.territory.models import Door
from sanshi.verbs import ASK_VISIT, OPEN_OWN_FIND, RECORD_VISIT, Actor, reach
from sanshi.visits import access, freshness
from sanshi.visits.models import (
    ASKED,
    Attempt,
    AttemptResult,
    Cause,
    FoundCategory,
    Matter,
    Outcome,
    Team,
    Visit,
)
from sanshi.visits.rules import LEARNED, Closing, check_closing, check_remark, team_for_category

MOST_ASKED = 500
"""Doors in one go: as many as a page has rows at most."""


@dataclass(frozen=True, slots=True)
class VisitOpened:
    """`learned_on`: the day it became known (plan 3.2.1). `parent` and `category`: of a follow-up."""

    door: UUID
    cause: str
    matter: str
    team: str
    learned_on: date
    parent: UUID | None = None
    category: str = ""


@action(OPEN_OWN_FIND)
def open_visit(actor: Actor, client_id: UUID, opened: VisitOpened) -> UUID:
    """On its own: an own find of an own team. Inside a notice or a finding, whatever that one decided."""
    _check_opened(opened)
    door = _door(actor, opened)
    parent = _parent(actor, opened)
    visit = Visit(
        subdistrict_id=actor.subdistrict,
        number=_number(actor.subdistrict),
        door=door,
        committee_id=door.committee_id,
        beat_id=door.beat_id,
        cause=opened.cause,
        parent=parent,
        matter=opened.matter,
        category=opened.category,
        team=opened.team,
        learned_on=parent.change_known_on if parent else opened.learned_on,
        policy_id=_policy(actor.subdistrict, opened.learned_on, parent),
        opened_at=clock.now(),
        opened_by_id=actor.account,
    )
    visit.save(force_insert=True)
    touch(visit, fields=("door", "cause", "matter", "team", "learned_on"))
    in_committee(visit.committee_id)
    return visit.pk


def _check_opened(opened: VisitOpened) -> None:
    for name, kind in (("cause", Cause), ("matter", Matter), ("team", Team)):
        if getattr(opened, name) not in kind.values:
            raise Refused(NOT_A_CHOICE, field=name)
    if opened.category not in ("", *FoundCategory.values):
        raise Refused(NOT_A_CHOICE, field="category")
    if opened.learned_on > clock.today():
        raise Refused(IN_THE_FUTURE, field="learned_on")


def _door(actor: Actor, opened: VisitOpened) -> Door:
    """An own find is at an own place, for an own team; notices and findings have checked theirs."""
    doors = Door.objects.filter(subdistrict=actor.subdistrict)
    if opened.cause == Cause.OWN_FIND:
        if opened.team not in access.own_teams(actor, OPEN_OWN_FIND):
            raise Refused(NOT_A_CHOICE, field="team")
        doors = doors.filter(within(reach(actor, OPEN_OWN_FIND)))
    door = doors.filter(pk=opened.door).first()
    if door is None:
        raise Http404
    return door


def _parent(actor: Actor, opened: VisitOpened) -> Visit | None:
    if opened.parent is None:
        return None
    return Visit.objects.get(subdistrict=actor.subdistrict, pk=opened.parent, door=opened.door)


def _policy(subdistrict: str, learned_on: date, parent: Visit | None) -> UUID:
    """A follow-up's clock runs on: its first day and its policy are the first visit's (plan 3.1.2)."""
    if parent:
        return parent.policy_id
    version: PolicyVersion = version_on(subdistrict, learned_on)
    return version.pk


def _number(subdistrict: str) -> str:
    month = f"{clock.today():%Y-%m}"
    return f"V{month}-{next_serial(subdistrict, f'visit:{month}'):04}"


@action(ASK_VISIT)
def ask_visit(actor: Actor, client_id: UUID, door: UUID, cause: str) -> UUID:
    """The house asks for a look at a door; the visit that is open there for the same cause goes on."""
    if cause not in ASKED:
        raise Refused(NOT_A_CHOICE, field="cause")
    place = access.door_to_ask_at(actor, door)
    waiting = Visit.objects.filter(access.OPEN, subdistrict=actor.subdistrict, door=place, cause=cause)
    if there := waiting.order_by("id").first():
        touch(there)
        return there.pk
    today = clock.today()
    team = team_for_category(FoundCategory.DWELLING, version_on(actor.subdistrict, today).policy)
    return open_visit(actor, client_id, VisitOpened(place.pk, cause, Matter.CHECK, team, today))


@action(ASK_VISIT)
def ask_visits(actor: Actor, client_id: UUID, doors: tuple[UUID, ...], cause: str) -> UUID:
    """At several doors in one go; the first one's visit."""
    if not 0 < len(doors) <= MOST_ASKED:
        raise Refused(NOT_A_CHOICE, field="door")
    first, *_others = (ask_visit(actor, client_id, door, cause) for door in dict.fromkeys(doors))
    return first


@action(ASK_VISIT)
def ask_stale(actor: Actor, client_id: UUID, committee: UUID) -> UUID:
    """Today's visits to a committee's dwellings that are not verified in time, or will soon not be.

    The same day gives no second helping. Returns the committee.
    """
    for door in freshness.to_ask_today(actor.subdistrict, committee):
        ask_visit(actor, uuid5(client_id, str(door)), door, Cause.STALE)
    in_committee(committee)
    return committee


@action(RECORD_VISIT)
def record_attempt(actor: Actor, client_id: UUID, visit: UUID, version: int, result: str) -> UUID:
    """Nobody in, or refused: the visit stays open and its clock runs (plan 3.2.2)."""
    if result not in AttemptResult.values:
        raise Refused(NOT_A_CHOICE, field="result")
    row = access.visit_to_change(actor, visit)
    _move(row, version)
    attempt = Attempt(
        subdistrict_id=actor.subdistrict,
        visit=row,
        at=clock.now(),
        account_id=_who(actor),
        result=result,
    )
    attempt.save(force_insert=True)
    touch(attempt, fields=("result",))
    return attempt.pk


@action(RECORD_VISIT)
def close_visit(actor: Actor, client_id: UUID, visit: UUID, version: int, closing: Closing) -> UUID:
    """No change, not verifiable, or duplicate; confirmed is what `confirm_visit` makes of findings."""
    check_closing(closing)
    row = access.visit_to_change(actor, visit)
    if closing.same_as_form and closing.same_as_form not in {form.id for form in access.forms_at(row)}:
        raise Refused(NOT_A_CHOICE, field="same_as_form")
    _close(actor, row, version, closing)
    return row.pk


def confirm_visit(actor: Actor, visit: UUID, version: int, remark: str = "") -> Visit:
    """Inside collection.record_findings: something has changed at the door. The row as it is now."""
    check_remark(remark)
    row = access.visit_to_change(actor, visit)
    _close(actor, row, version, Closing(Outcome.CONFIRMED, remark))
    return row


def withdraw(actor: Actor, row: Visit, remark: str) -> None:
    """Inside the action that makes the visit needless: nobody went, so nothing is verified by it."""
    closed = {"outcome": Outcome.UNFOUNDED, "outcome_at": clock.now(), "outcome_on": clock.today()}
    _move(row, row.version, **closed, remark=remark)
    touch(row, fields=("outcome", "remark"))
    in_committee(row.committee_id)


def _close(actor: Actor, row: Visit, version: int, closing: Closing) -> None:
    post = access.recording_post(actor, row)
    closed = {
        "outcome": closing.outcome,
        "outcome_at": clock.now(),
        "outcome_on": clock.today(),
        "verifier_id": actor.account,
        "verifier_post": post.id if post else None,
        "remark": closing.remark.strip(),
        "same_as_form": closing.same_as_form,
    }
    _move(row, version, **closed)
    touch(row, fields=("outcome", "remark"))
    if closing.outcome in LEARNED:
        verify_dwelling(actor, uuid5(row.pk, "verified"), row.door_id, clock.today())


def _move(row: Visit, version: int, **changes: object) -> None:
    """One change of an open visit that nobody changed since the page was made; Refused (STALE) otherwise."""
    same = Visit.objects.filter(access.OPEN, subdistrict=row.subdistrict_id, pk=row.pk, version=version)
    if row.version != version or not same.update(version=F("version") + 1, **changes):
        _refuse_stale(row)
    for name, value in {**changes, "version": version + 1}.items():
        setattr(row, name, value)
    touch(row, fields=("version",))


def _refuse_stale(row: Visit) -> NoReturn:
    now = Visit.objects.select_related("verifier").get(subdistrict=row.subdistrict_id, pk=row.pk)
    if now.outcome:
        what: str | Promise = Outcome(now.outcome).label
        raise Refused(
            STALE, what=what, who=now.verifier.name if now.verifier else "", when=moment(now.outcome_at)
        )
    last = now.attempts.select_related("account").order_by("-at", "-id").first()
    if last is None:
        raise Refused(STALE, what=_("changed"), who="", when="")
    raise Refused(STALE, what=AttemptResult(last.result).label, who=last.account.name, when=moment(last.at))


def _who(actor: Actor) -> UUID:
    if actor.account is None:
        raise Http404
    return actor.account
