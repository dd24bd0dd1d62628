"""Writes about forms: from what was found at the door to the hand-over (plan 3.2.1, 3.3.2)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NoReturn
from uuid import UUID

from django.db.models import F, Max
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.accounts.access import certificate_on
from sanshi.accounts.models import Post
from sanshi.collection import access, households, standing
from sanshi.collection.content import MOST_LEASES, FormContent, own_name
from sanshi.collection.fields import NUMBERS, FormKind
from sanshi.collection.models import Form, FormAction, HandOver, State, Subject
from sanshi.collection.rules import Timing, filling_teams, problems, tidied
from sanshi.identity.remarks import looks_like_personal_number
from sanshi.journal.recording import action, in_committee, touch
from sanshi.problems import (
    ALREADY_LIVING_HERE,
    IN_THE_FUTURE,
    NO_CERTIFICATE,
    NOT_A_CHOICE,
    NOT_LIVING_HERE,
    NOT_YOUR_CATEGORY,
    PERSONAL_NUMBER_IN_TEXT,
    REQUIRED,
    STALE,
    UNIT_CLOSED,
    UNIT_IS_HERE,
    Refused,
)
from sanshi.register.facts import Alteration, AlterationKind, UnitFacts
from sanshi.register.models import Category, Separation, UnitStatus
from sanshi.rulebook.access import version_on
from sanshi.rulebook.policy import Policy
from sanshi.shell.words import moment
from sanshi.streets.actions import next_serial
from sanshi.streets.uuid7 import uuid7
from sanshi.verbs import FILL_FORM, HAND_OVER, OPEN_OWN_FIND, RECORD_VISIT, Actor
from sanshi.visits.access import own_teams
from sanshi.visits.actions import VisitOpened, confirm_visit, open_visit
from sanshi.visits.models import Cause, FoundCategory, Matter, Team, Visit
from sanshi.visits.rules import team_for_matter

WITH_THE_COLLECTOR = (State.DRAFT, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece found at the door. Of an alteration or deregistration, what it is about."""

    category: FoundCategory
    action: FormAction = FormAction.REGISTER
    residency: UUID | None = None
    dwelling: UUID | None = None
    unit: UUID | None = None
    # Of a unit to be altered: it stands at this door by now, and elsewhere by the register.
    moved_here: bool = False
    # Of a person who moved within the street: the residency that the same form ends.
    moved_from: UUID | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    items: tuple[Finding, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class OwnFind:
    door: UUID
    matter: Matter
    learned_on: date


@dataclass(frozen=True, slots=True)
class Change:
    """A change of somebody or something the register knows, or something new at a known door."""

    door: UUID
    finding: Finding
    learned_on: date


@dataclass(frozen=True, slots=True)
class Filled:
    content: FormContent
    collected_at: datetime | None


# From the door to drafts


@action(RECORD_VISIT)
def record_findings(actor: Actor, client_id: UUID, visit: UUID, version: int, findings: Findings) -> UUID:
    """Confirm the visit: a draft for each piece the actor may collect, a visit for each other category."""
    if not findings.items:
        raise Refused(REQUIRED, field="items")
    row = confirm_visit(actor, visit, version, findings.remark)
    passed: dict[FoundCategory, Finding] = {}
    for finding in findings.items:
        team = access.own_team_at(actor, row.door, finding.category, finding.action, row.policy.policy)
        if team is None:
            passed.setdefault(finding.category, finding)
        else:
            _draft(actor, row, finding, team)
    for finding in passed.values():
        _follow_up(actor, client_id, row, finding)
    return row.pk


def _follow_up(actor: Actor, client_id: UUID, visit: Visit, finding: Finding) -> None:
    """To the role that collects it; the day it became known and the policy stay (plan 3.1.2)."""
    _checked_target(visit, finding)
    team = filling_teams(finding.category, finding.action, visit.policy.policy)[0]
    opened = VisitOpened(
        visit.door_id, Cause.FOLLOW_UP, visit.matter, team, visit.change_known_on, visit.pk, finding.category
    )
    open_visit(actor, client_id, opened)


@action(OPEN_OWN_FIND)
def own_find(actor: Actor, client_id: UUID, found: OwnFind) -> UUID:
    """A visit of the actor's own team; the one that is open already for the same matter goes on."""
    policy = version_on(actor.subdistrict, found.learned_on).policy
    held = own_teams(actor, OPEN_OWN_FIND)
    if not held:
        raise Http404
    routed = team_for_matter(found.matter, policy)
    team = routed if routed in held else min(held)
    opened = VisitOpened(found.door, Cause.OWN_FIND, found.matter, team, found.learned_on)
    return open_visit(actor, client_id, opened)


@action(OPEN_OWN_FIND)
def open_change(actor: Actor, client_id: UUID, change: Change) -> UUID:
    """An own find that is confirmed at once, and its draft; the form's id."""
    finding = change.finding
    if change.learned_on > clock.today():
        raise Refused(IN_THE_FUTURE, field="learned_on")
    door = access.door(actor, change.door)
    policy = version_on(actor.subdistrict, change.learned_on).policy
    team = access.own_team_at(actor, door, finding.category, finding.action, policy)
    if team is None:
        raise Refused(NOT_YOUR_CATEGORY, field="category")
    opened = VisitOpened(door.pk, Cause.OWN_FIND, _matter(finding), team, change.learned_on)
    visit = open_visit(actor, client_id, opened)
    return _draft(actor, confirm_visit(actor, visit, 0), finding, team).pk


def _matter(finding: Finding) -> Matter:
    match finding.category, finding.action:
        case FoundCategory.UNIT, FormAction.REGISTER:
            return Matter.UNIT_OPENED
        case ((FoundCategory.UNIT | FoundCategory.DWELLING), _):
            return Matter.OTHER
        case _, FormAction.REGISTER:
            return Matter.MOVED_IN
        case _, FormAction.DEREGISTER:
            return Matter.MOVED_OUT
    return Matter.OTHER


@dataclass(frozen=True, slots=True)
class Move:
    """Whose residency, to which door, as what. `instead_of`: a draft that this makes needless."""

    residency: UUID
    door: UUID
    category: Category
    instead_of: UUID | None = None


@action(OPEN_OWN_FIND)
def open_move(actor: Actor, client_id: UUID, move: Move) -> UUID:
    """搬到本街道另一处: one form at the new door ends the one residency and begins the other; the form's id.

    Both doors are the actor's. Raises Refused: NOT_LIVING_HERE, ALREADY_LIVING_HERE, NOT_YOUR_CATEGORY.
    """
    old = standing.residence(actor.subdistrict, move.residency)
    if old is None:
        raise Refused(NOT_LIVING_HERE)
    access.door(actor, old.door)
    draft = access.form_to_change(actor, move.instead_of) if move.instead_of else None
    if draft is not None:
        if draft.residency_id != move.residency or draft.action != FormAction.DEREGISTER:
            raise Http404
        reason = gettext("Moved within the street: another form says so.")
        _move(draft, draft.version, state=State.DROPPED, drop_reason=reason, saved_at=clock.now())
        touch(draft, fields=("state", "drop_reason"))
    finding = Finding(FoundCategory(move.category), moved_from=move.residency)
    learned_on = draft.learned_on if draft else clock.today()
    return open_change(actor, client_id, Change(move.door, finding, learned_on))


@action(FILL_FORM)
def add_form(actor: Actor, client_id: UUID, visit: UUID, finding: Finding) -> UUID:
    """One more piece found at a visit whose findings the actor has recorded."""
    row = access.confirmed_visit(actor, visit)
    team = access.own_team_at(actor, row.door, finding.category, finding.action, row.policy.policy)
    if team is None:
        raise Refused(NOT_YOUR_CATEGORY, field="category")
    return _draft(actor, row, finding, team).pk


def _draft(actor: Actor, visit: Visit, finding: Finding, team: Team) -> Form:
    person, content = _checked_target(visit, finding)
    of_person = finding.category not in (FoundCategory.DWELLING, FoundCategory.UNIT)
    form = Form(
        subdistrict_id=actor.subdistrict,
        number=_number(actor.subdistrict),
        visit=visit,
        subject=Subject.PERSON if of_person else Subject(finding.category.value),
        action=finding.action,
        category=finding.category if of_person else "",
        team=team,
        door=visit.door,
        committee_id=visit.committee_id,
        beat_id=visit.beat_id,
        person_id=person,
        residency_id=finding.residency or finding.moved_from,
        dwelling_id=finding.dwelling,
        unit_id=finding.unit,
        state=State.DRAFT,
        learned_on=visit.change_known_on,
        policy_id=visit.policy_id,
        opened_at=clock.now(),
        collector_id=access.account_of(actor),
    )
    if content:
        form.content = content.to_json()
    form.save(force_insert=True)
    touch(form, fields=("state", "subject", "action", "category"))
    in_committee(form.committee_id)
    return form


def _checked_target(visit: Visit, finding: Finding) -> tuple[UUID | None, FormContent | None]:
    """The person a finding is about, and what the register holds; Refused when it is not here now."""
    if finding.category == FoundCategory.DWELLING:
        return None, _checked_dwelling(visit, finding)
    if finding.category == FoundCategory.UNIT:
        return None, _checked_unit(visit, finding)
    return _checked_person(visit, finding)


def _checked_person(visit: Visit, finding: Finding) -> tuple[UUID | None, FormContent | None]:
    _refuse_other_targets(finding, "residency")
    if finding.action == FormAction.REGISTER:
        return _checked_move(visit, finding) if finding.moved_from else (None, None)
    known = standing.residence(visit.subdistrict_id, finding.residency) if finding.residency else None
    if known is None or known.door != visit.door_id:
        raise Refused(NOT_A_CHOICE, field="residency")
    if finding.action == FormAction.DEREGISTER:
        if known.stay.category != finding.category:
            raise Refused(NOT_A_CHOICE, field="category")
        return known.person_id, None
    stay = replace(known.stay, category=finding.category.value)
    return known.person_id, _without_numbers(FormContent(person=known.person, residency=stay))


def _checked_move(visit: Visit, finding: Finding) -> tuple[UUID, FormContent]:
    """What is known of who moved here; how they live here is asked anew, and the notice read out again."""
    known = standing.residence(visit.subdistrict_id, finding.moved_from) if finding.moved_from else None
    if known is None or known.stay.separation == Separation.REGISTERED_HERE:
        raise Refused(NOT_LIVING_HERE)
    if standing.lives_at(visit.subdistrict_id, known.person_id, visit.door_id):
        raise Refused(ALREADY_LIVING_HERE, field="door")
    stay = standing.carried_over(known.stay, finding.category)
    content = FormContent(person=known.person, residency=stay, moved_from=str(known.door))
    return known.person_id, _without_numbers(content)


def _checked_dwelling(visit: Visit, finding: Finding) -> FormContent | None:
    _refuse_other_targets(finding, "dwelling")
    known = standing.dwelling_at(visit.subdistrict_id, visit.door_id)
    if finding.dwelling != (known.record if known else None):
        raise Refused(NOT_A_CHOICE, field="dwelling")
    if known is None:
        return None
    leases = standing.leases_at(visit.subdistrict_id, visit.door_id)[:MOST_LEASES]
    return _without_numbers(FormContent(leases=leases).holding(known.facts))


def _checked_unit(visit: Visit, finding: Finding) -> FormContent | None:
    _refuse_other_targets(finding, "unit")
    if finding.action == FormAction.REGISTER:
        return None
    known = standing.unit(visit.subdistrict_id, finding.unit) if finding.unit else None
    if known is not None and finding.moved_here and known.door == visit.door_id:
        raise Refused(UNIT_IS_HERE, field="door")
    if known is None or not (finding.moved_here or known.door == visit.door_id):
        raise Refused(NOT_A_CHOICE, field="unit")
    if isinstance(known.facts, UnitFacts) and known.facts.status == UnitStatus.CLOSED:
        raise Refused(UNIT_CLOSED, field="unit", day=known.since.isoformat())
    if finding.action != FormAction.ALTER:
        return None
    moved = Alteration(AlterationKind.CHANGE) if finding.moved_here else None
    content = FormContent(alteration=moved, moved_from=str(known.door) if moved else "")
    return _without_numbers(content.holding(known.facts))


def _without_numbers(content: FormContent) -> FormContent:
    return content.having({name: "" for name in content.values() if own_name(name) in NUMBERS})


def _refuse_other_targets(finding: Finding, name: str) -> None:
    """A registration is about nothing known, a change about one thing. No dwelling is deregistered."""
    target = getattr(finding, name)
    others = {"residency", "dwelling", "unit"} - {name}
    if any(getattr(finding, other) for other in others):
        raise Refused(NOT_A_CHOICE, field="category")
    if finding.action == FormAction.DEREGISTER and name == "dwelling":
        raise Refused(NOT_A_CHOICE, field="action")
    if (finding.action == FormAction.REGISTER) is not (target is None):
        raise Refused(NOT_A_CHOICE, field=name)


def _number(subdistrict: str) -> str:
    month = f"{clock.today():%Y-%m}"
    return f"{month}-{next_serial(subdistrict, f'form:{month}'):05}"


# Filling in


@action(FILL_FORM)
def fill_form(actor: Actor, client_id: UUID, form: UUID, version: int, filled: Filled) -> UUID:
    """Keep what was typed, complete or not."""
    row = access.form_to_change(actor, form)
    collected_on = clock.shanghai_day(filled.collected_at) if filled.collected_at else None
    _move(
        row,
        version,
        collected_at=filled.collected_at,
        collected_on=collected_on,
        saved_at=clock.now(),
    )
    kept = tidied(FormKind.of(row), filled.content, collected_on or clock.today())
    row.content = kept.to_json()
    row.save(update_fields=["content"])
    touch(row, fields=("content", "collected_at"))
    return row.pk


@action(FILL_FORM)
def drop_form(actor: Actor, client_id: UUID, form: UUID, version: int, reason: str) -> UUID:
    """There is nothing to collect after all; why stays on the form."""
    reason = reason.strip()
    if not reason:
        raise Refused(REQUIRED, field="reason")
    if looks_like_personal_number(reason):
        raise Refused(PERSONAL_NUMBER_IN_TEXT, field="reason")
    row = access.form_to_change(actor, form)
    _move(row, version, state=State.DROPPED, drop_reason=reason, saved_at=clock.now())
    touch(row, fields=("state", "drop_reason"))
    return row.pk


def _move(row: Form, version: int, **changes: object) -> None:
    """One change of a form that is with its collector and that nobody changed since the page was made."""
    same = Form.objects.filter(
        subdistrict=row.subdistrict_id, pk=row.pk, version=version, state__in=WITH_THE_COLLECTOR
    )
    if row.version != version or not same.update(version=F("version") + 1, **changes):
        refuse_stale(row)
    for name, value in {**changes, "version": version + 1}.items():
        setattr(row, name, value)
    in_committee(row.committee_id)


def refuse_stale(row: Form) -> NoReturn:
    """Say what happened to the form meanwhile, who did it and when."""
    now = Form.objects.select_related("collector").get(subdistrict=row.subdistrict_id, pk=row.pk)
    collector = now.collector.name if now.collector else ""
    last = now.hand_overs.select_related("clerk", "account").order_by("-sequence").first()
    if last is None or (now.state in (State.DRAFT, State.DROPPED)):
        what = State.DROPPED.label if now.state == State.DROPPED else _("saved")
        raise Refused(STALE, what=what, who=collector, when=moment(now.saved_at))
    if now.state == State.RETURNED and now.saved_at and last.answered_at and now.saved_at > last.answered_at:
        raise Refused(STALE, what=_("saved"), who=collector, when=moment(now.saved_at))
    if last.answered_at is None:
        who = last.account.name if last.account else collector
        raise Refused(STALE, what=_("handed over"), who=who, when=moment(last.at))
    who = last.clerk.name if last.clerk else ""
    raise Refused(STALE, what=State(now.state).label, who=who, when=moment(last.answered_at))


# Handing over


@action(HAND_OVER)
def hand_over(actor: Actor, client_id: UUID, form: UUID, version: int) -> UUID:
    """To the entry clerk: complete, by who may collect it, certified then and now. Refused tells why not."""
    row = access.form_to_change(actor, form)
    if row.version != version or row.state not in WITH_THE_COLLECTOR:
        refuse_stale(row)
    for problem in problems_of(row):
        raise problem
    collected_on, today, policy = _collected_on(row), clock.today(), row.policy.policy
    post = access.collecting_post(row, policy, collected_on)
    if post is None:
        raise Refused(NOT_YOUR_CATEGORY)
    number = _certificate(row, post, policy, collected_on)
    number_today = _certificate(row, post, policy, today)
    _move(
        row,
        version,
        state=State.HANDED_OVER,
        collector_post=post.pk,
        collector_role=post.role,
        certificate_number=number,
        handed_over_at=row.handed_over_at or clock.now(),
        desk_since=today,
    )
    _note_hand_over(actor, row, number_today)
    touch(row, fields=("state", "handed_over_at"))
    return row.pk


def problems_of(form: Form) -> tuple[Refused, ...]:
    """What keeps a stored form from the clerk."""
    timing = Timing(form.learned_on, form.collected_at, clock.now(), standing.since_of(form))
    content = access.content_of(form)
    found = problems(FormKind.of(form), content, timing)
    second = households.second_head(form, content)
    return (*found, second) if second else found


def _collected_on(form: Form) -> date:
    if form.collected_on is None:
        raise Refused(REQUIRED, field="collected_at")
    return form.collected_on


def _certificate(form: Form, post: Post, policy: Policy, day: date) -> str:
    """The number of the certificate valid on the day, or of the police identity card (plan 3.1.3)."""
    if not policy.needs_certificate(post.role):
        if not post.police_number:
            raise Refused(NO_CERTIFICATE, day=day.isoformat())
        return post.police_number
    held = certificate_on(form.subdistrict_id, post.account_id, day)
    if held is None:
        raise Refused(NO_CERTIFICATE, day=day.isoformat())
    return held.number


def _note_hand_over(actor: Actor, form: Form, certificate_number: str) -> None:
    earlier = HandOver.objects.filter(subdistrict=form.subdistrict_id, form=form)
    last = earlier.aggregate(last=Max("sequence"))["last"] or 0
    made = HandOver(
        id=uuid7(),
        subdistrict_id=form.subdistrict_id,
        form=form,
        sequence=last + 1,
        at=clock.now(),
        on=clock.today(),
        account_id=actor.account,
        certificate_number=certificate_number,
    )
    made.save(force_insert=True)
    touch(made, fields=("sequence", "at"))
