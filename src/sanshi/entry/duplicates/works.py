"""The job: each person of the street looked for among the others, as the desk looks for who is on a form."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID, uuid4, uuid5

from sanshi import clock
from sanshi.entry.duplicates import actions
from sanshi.entry.models import MatchDecision, MatchVerdict
from sanshi.identity.matching.evidence import Evidence
from sanshi.jobs.running import Running
from sanshi.register.finding.whole import Whole
from sanshi.register.models import Kind

# Persons looked for between two transactions, some tenth of a second.
A_LOT = 200
# Two valid numbers, which carry two birthdays: the desk shows such a namesake beside a form, but among all
# records of a street nobody need look at each of them.
_TWO_PERSONS = frozenset({Evidence.NUMBER_CONFLICT.value, Evidence.BIRTH_OTHER.value})


def find(running: Running) -> None:
    """Goes on where it was stopped; a lot that is looked through twice says the same again."""
    job = running.job
    street, begin = job.subdistrict_id, max(0, job.done - A_LOT)
    whole = Whole.read(street, lambda _: running.step(begin))
    apart, today = told_apart(street), clock.today()
    running.step(begin, total=whole.size)
    for first in range(begin, whole.size, A_LOT):
        last = min(first + A_LOT, whole.size)
        likenesses = whole.likenesses(range(first, last), today, apart)
        found = [one for one in likenesses if not set(one.why) >= _TWO_PERSONS]
        if found:
            actions.note_found(running.actor, uuid4(), tuple(map(actions.Found.of, found)))
        running.step(last, breathe=bool(found))
    actions.end_search(running.actor, uuid5(job.pk, "end"), job.created_at)


def told_apart(subdistrict: str) -> Mapping[UUID, Collection[UUID]]:
    """Of whom somebody decided that they are two; by either of them."""
    standing = MatchDecision.objects.filter(
        subdistrict=subdistrict,
        kind=Kind.PERSON,
        verdict=MatchVerdict.DIFFERENT,
        undone_at__isnull=True,
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for one, other in standing.values_list("one", "other"):
        if other is not None:
            found[one].add(other)
            found[other].add(one)
    return found
