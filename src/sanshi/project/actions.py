"""The first act in a street: it is made, with who administers it."""

from dataclasses import dataclass
from uuid import UUID

from sanshi import clock
from sanshi.accounts.actions import Appointment, NewAccount, appoint, make_account
from sanshi.accounts.models import Role
from sanshi.journal.recording import action, touch
from sanshi.rulebook.actions import load_policy
from sanshi.rulebook.policy import shipped
from sanshi.streets.models import Subdistrict
from sanshi.streets.uuid7 import uuid7
from sanshi.territory.actions import make_committee
from sanshi.verbs import FOUND_STREET, Actor

POLICY = "jinyang-2012"


@dataclass(frozen=True, slots=True)
class NewCommittee:
    code: str
    name: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Founding:
    name: str
    administrator: NewAccount
    committees: tuple[NewCommittee, ...] = ()


@action(FOUND_STREET)
def found_street(actor: Actor, client_id: UUID, founding: Founding) -> UUID:
    """The street of the actor, with its policy and committees; the administrator's account."""
    street = Subdistrict.objects.create(code=actor.subdistrict, name=founding.name)
    touch(street, fields=("code", "name"))
    load_policy(actor, uuid7(), shipped(POLICY).plain())
    account = make_account(actor, uuid7(), founding.administrator)
    appoint(actor, uuid7(), Appointment(account, Role.ADMINISTRATOR, clock.today()))
    for one in founding.committees:
        make_committee(actor, uuid7(), one.code, one.name, one.full_name)
    return account
