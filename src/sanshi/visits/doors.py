"""Doors that close, are split or joined: who still goes there, and who has to look."""

from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import ngettext

from sanshi import clock
from sanshi.problems import STILL_RECORDED, Refused
from sanshi.register.doors import recorded_at
from sanshi.rulebook.access import policy_on
from sanshi.verbs import Actor
from sanshi.visits.access import OPEN
from sanshi.visits.actions import VisitOpened, open_visit
from sanshi.visits.models import Cause, Matter, Visit
from sanshi.visits.rules import team_for_matter


def refuse_closing(
    sender: Any, *, subdistrict: str, before: Collection[UUID], after: Collection[UUID], **_more: Any
) -> None:
    """While somebody is on the way to a door it stays."""
    if after:
        return
    waiting = Visit.objects.filter(OPEN, subdistrict=subdistrict, door__in=list(before))
    found = list(waiting.select_related("door").order_by("door__sort_key", "id"))
    if found:
        open_visits = ngettext("%(n)s open visit", "%(n)s open visits", len(found)) % {"n": len(found)}
        raise Refused(STILL_RECORDED, door=found[0].door.address, what=open_visits)


def look_behind(
    sender: Any,
    *,
    subdistrict: str,
    actor: Actor,
    before: Collection[UUID],
    after: Collection[UUID],
    **_more: Any,
) -> None:
    """A visit at each new door, where somebody is still recorded at a former one."""
    if not after or not recorded_at(subdistrict, before):
        return
    # Who moved in where is asked by whoever the policy sends for it.
    team = team_for_matter(Matter.MOVED_IN, policy_on(subdistrict, clock.today()))
    for door in after:
        asked = VisitOpened(door, Cause.PLACE, Matter.CHECK, team, clock.today())
        # Inside the action that changed the doors, whose own id makes it happen once.
        open_visit(actor, uuid4(), asked)
