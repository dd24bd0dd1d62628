"""Writes about accounts, posts and certificates."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from sanshi import clock, verbs
from sanshi.accounts.access import streets_of
from sanshi.accounts.models import Account, Certificate, Post, Role
from sanshi.journal.recording import action, touch
from sanshi.problems import (
    ENDS_BEFORE_START,
    NOT_THERE_THEN,
    NOT_YOUR_PLACE,
    OWN_APPOINTMENT,
    OWN_PASSWORD,
    PERIOD_TAKEN,
    REQUIRED,
    SERVES_ELSEWHERE,
    Refused,
)
from sanshi.streets.actions import next_serial
from sanshi.territory.access import closing_day
from sanshi.territory.models import Beat, BuildingGroup, Committee
from sanshi.verbs import Actor


@dataclass(frozen=True, slots=True)
class NewAccount:
    username: str
    name: str
    # Already hashed: neither the journal nor its digest ever sees a password.
    password_hash: str
    # Its owner has to set another at the first sign-in.
    one_time: bool = False


@dataclass(frozen=True, slots=True)
class Appointment:
    account: UUID
    role: str
    valid_from: date
    valid_to: date | None = None
    committee: UUID | None = None
    station: UUID | None = None
    beat: UUID | None = None
    group: UUID | None = None
    stand_in: bool = False
    police_number: str = ""


@action(verbs.MAKE_ACCOUNT, house=True)
def make_account(actor: Actor, client_id: UUID, new: NewAccount) -> UUID:
    account = Account(
        username=new.username.strip().lower(),
        name=new.name.strip(),
        password=new.password_hash,
        must_change_password=new.one_time,
    )
    account.save(force_insert=True)
    touch("accounts.account", account.id, fields=("username", "name"))
    return account.id


@action(verbs.CHANGE_PASSWORD, house=True)
def change_password(actor: Actor, client_id: UUID, password_hash: str) -> UUID:
    """One's own. All other sessions of the account end with it."""
    assert actor.account is not None
    account = Account.objects.get(pk=actor.account)
    account.password, account.must_change_password = password_hash, False
    account.save(update_fields=["password", "must_change_password"])
    touch("accounts.account", account.id, fields=("password",))
    return account.id


@action(verbs.RESET_PASSWORD, house=True)
def reset_password(actor: Actor, client_id: UUID, account: UUID, password_hash: str) -> UUID:
    """Another's, who forgot it: for one sign-in. All sessions of the account end with it."""
    if account == actor.account:
        raise Refused(OWN_PASSWORD)
    row = Account.objects.get(pk=account)
    if set(streets_of(row)) - {actor.subdistrict}:
        raise Refused(SERVES_ELSEWHERE)
    row.password, row.must_change_password = password_hash, True
    row.save(update_fields=["password", "must_change_password"])
    touch("accounts.account", row.id, fields=("password",))
    return row.id


@action(verbs.APPOINT)
def appoint(actor: Actor, client_id: UUID, given: Appointment) -> UUID:
    if given.account == actor.account:
        raise Refused(OWN_APPOINTMENT)
    if given.valid_to and given.valid_to < given.valid_from:
        raise Refused(ENDS_BEFORE_START, field="valid_to", start=given.valid_from, end=given.valid_to)
    _refuse_wrong_place(given)
    _refuse_places_apart(actor.subdistrict, given)
    _refuse_no_committee(actor.subdistrict, given)
    _refuse_two_in_office(actor.subdistrict, given)
    post = Post(
        subdistrict_id=actor.subdistrict,
        account_id=given.account,
        role=given.role,
        committee_id=given.committee,
        station_id=given.station,
        beat_id=given.beat,
        group_id=given.group,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
        stand_in=given.stand_in,
        police_number=given.police_number,
        appointed_at=clock.now(),
        appointed_by_id=actor.account,
    )
    post.save(force_insert=True)
    touch(post, fields=("account", "role", "valid_from", "valid_to"))
    return post.id


@action(verbs.END_POST)
def end_post(actor: Actor, client_id: UUID, post: UUID, last_day: date) -> UUID:
    held = Post.objects.select_for_update().get(subdistrict=actor.subdistrict, pk=post)
    if last_day < held.valid_from:
        raise Refused(ENDS_BEFORE_START, field="last_day", start=held.valid_from, end=last_day)
    held.valid_to = last_day
    held.save(update_fields=["valid_to"])
    touch(held, fields=("valid_to",))
    return held.id


@action(verbs.ISSUE_CERTIFICATE)
def issue_certificate(actor: Actor, client_id: UUID, account: UUID, valid_from: date, valid_to: date) -> UUID:
    """Plan 3.1.3: the street makes one certificate for all who collect for the committees."""
    if valid_to < valid_from:
        raise Refused(ENDS_BEFORE_START, field="valid_to", start=valid_from, end=valid_to)
    serial = next_serial(actor.subdistrict, f"certificate:{valid_from.year}")
    certificate = Certificate(
        subdistrict_id=actor.subdistrict,
        account_id=account,
        number=f"CJ{valid_from.year}{serial:04d}",
        valid_from=valid_from,
        valid_to=valid_to,
        issued_at=clock.now(),
        issued_by_id=actor.account,
    )
    certificate.save(force_insert=True)
    touch(certificate, fields=("account", "valid_from", "valid_to"))
    return certificate.id


_PLACE_OF: dict[str, str] = {
    Role.SECRETARY: "committee",
    Role.CADRE: "beat",
    Role.SECURITY_DIRECTOR: "committee",
    Role.COORDINATOR: "committee",
    Role.SECURITY_TEAM: "committee",
    Role.CLERK: "committee",
    Role.STEWARD: "group",
    Role.PROPERTY_STAFF: "committee",
    Role.OFFICER: "committee",
    Role.INSPECTOR: "station",
}


def _refuse_wrong_place(given: Appointment) -> None:
    place = _PLACE_OF.get(given.role)
    if place and getattr(given, place) is None:
        raise Refused(REQUIRED, field=place)
    if place in {"beat", "group"} and given.committee is None:
        raise Refused(NOT_YOUR_PLACE, field=place)


def _refuse_places_apart(subdistrict: str, given: Appointment) -> None:
    """A beat or group of another committee would reach there."""
    here = {"subdistrict": subdistrict}
    if given.beat and not Beat.objects.filter(**here, pk=given.beat, committee=given.committee).exists():
        raise Refused(NOT_YOUR_PLACE, field="beat")
    groups = BuildingGroup.objects.filter(**here, beat__committee=given.committee)
    if given.group and not groups.filter(pk=given.group).exists():
        raise Refused(NOT_YOUR_PLACE, field="group")


def _refuse_no_committee(subdistrict: str, given: Appointment) -> None:
    """One that is closed by then, or opens only later. A post ends with its committee."""
    if given.committee is None:
        return
    rows = Committee.objects.filter(subdistrict=subdistrict, pk=given.committee)
    committee = rows.first()
    if committee is None:
        raise Refused(NOT_YOUR_PLACE, field="committee")
    closes = closing_day(committee) or date.max
    if not (committee.opened_on or date.min) <= given.valid_from < closes:
        day = given.valid_from.isoformat()
        raise Refused(NOT_THERE_THEN, field="committee", what=committee.name, day=day)


def _refuse_two_in_office(subdistrict: str, given: Appointment) -> None:
    """Exactly one entry clerk a committee (plan 2.5.1), at most one steward a group (2.1.4), at a time."""
    alone = _alone_in_office(given)
    if alone is None:
        return
    others = Post.objects.filter(alone, subdistrict=subdistrict, role=given.role)
    overlapping = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=given.valid_from))
    if given.valid_to:
        overlapping = overlapping.filter(valid_from__lte=given.valid_to)
    holder = overlapping.select_related("account").first()
    if holder:
        raise Refused(PERIOD_TAKEN, field="valid_from", who=holder.account.name)


def _alone_in_office(given: Appointment) -> Q | None:
    if given.role == Role.CLERK and not given.stand_in:
        return Q(committee=given.committee, stand_in=False)
    return Q(group=given.group) if given.role == Role.STEWARD else None
