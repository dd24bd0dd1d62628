"""One full number of one person at a time: with a reason, within a quota, journalled before the answer."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.accounts.models import Account
from sanshi.journal.models import Line
from sanshi.journal.recording import collecting, saw
from sanshi.journal.turns import writing
from sanshi.problems import QUOTA_USED, Refused
from sanshi.register import labels
from sanshi.register.access import number_to_reveal
from sanshi.register.access.staff import number_of_employee
from sanshi.rulebook.access import policy_on
from sanshi.verbs import REVEAL, Actor


class Revealed(models.TextChoices):
    """The numbers of a person that are shown masked."""

    DOCUMENT = "document_number", labels.PERSON["document_number"]
    PHONE = "phone", labels.PERSON["phone"]
    GUARDIAN_PHONE = "guardian_phone", labels.PERSON["guardian_phone"]


class Reason(models.TextChoices):
    """Chosen, not typed: it stands in the journal, which holds no value of a record."""

    COMPARE = "compare", _("Compare with the document shown to me")
    CALL = "call", _("Call about a visit or a form")
    SERVICE = "service", _("Help the resident with an application")
    REQUEST = "request", _("The resident asks about the own record")
    COMPLAINT = "complaint", _("Clear up a complaint")


def reveal(actor: Actor, person: UUID, field: Revealed, reason: Reason) -> str:
    """The number in full. Raises Refused(QUOTA_USED), Http404.

    Counting and writing happen under a lock of the account: looks at the same time do not pass the quota.
    """
    return _looked_up(
        actor, "register.person", person, field, reason, lambda: number_to_reveal(actor, person, field)
    )


def reveal_employee(actor: Actor, employment: UUID, reason: Reason) -> str:
    """The document number of an employee whom the register knows by the unit's form alone; the same quota."""
    field = Revealed.DOCUMENT
    return _looked_up(
        actor, "register.employment", employment, field, reason, lambda: number_of_employee(actor, employment)
    )


def _looked_up(
    actor: Actor, kind: str, record: UUID, field: Revealed, reason: Reason, number_of: Callable[[], str]
) -> str:
    with writing():
        _lock(actor)
        _refuse_over_quota(actor)
        number = number_of()
        with collecting() as seen:
            saw(kind, [record], fields=(field,))
        seen.notes.details["reason"] = reason.value
        seen.write(actor, REVEAL)
    return number


def left_today(actor: Actor) -> int:
    today = clock.today()
    used = Line.objects.filter(
        subdistrict=actor.subdistrict,
        account=actor.account,
        verb=REVEAL.name,
        at__gte=_midnight(today),
        at__lt=_midnight(today + timedelta(days=1)),
    )
    return max(0, _quota(actor) - used.count())


def _lock(actor: Actor) -> None:
    if actor.account is None:
        raise Http404
    list(Account.objects.select_for_update().filter(pk=actor.account).values_list("pk"))


def _refuse_over_quota(actor: Actor) -> None:
    if not left_today(actor):
        raise Refused(QUOTA_USED, quota=_quota(actor))


def _quota(actor: Actor) -> int:
    return policy_on(actor.subdistrict, clock.today()).house.reveals_per_day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.SHANGHAI)
