"""The job: each record of the street looked for among the others, as the desk looks for what is on a form."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID, uuid4, uuid5

from sanshi import clock
from sanshi.entry.duplicates import actions
from sanshi.entry.duplicates.records import BY_KIND
from sanshi.entry.models import MatchDecision, MatchVerdict
from sanshi.jobs.running import Running
from sanshi.register.finding.whole import Apart, Whole
from sanshi.register.models import Kind

# Records looked for between two transactions, some tenth of a second.
A_LOT = 200


def find(running: Running) -> None:
    """Goes on where it was stopped; a lot that is looked through twice says the same again."""
    job = running.job
    street, begin = job.subdistrict_id, max(0, job.done - A_LOT)
    wholes: dict[Kind, Whole] = {
        kind: one.whole.read(street, lambda _: running.step(begin)) for kind, one in BY_KIND.items()
    }
    apart = told_apart(street)
    running.step(begin, total=sum(whole.size for whole in wholes.values()))
    before = 0
    for kind, whole in wholes.items():
        for first in range(max(0, begin - before), whole.size, A_LOT):
            last = min(first + A_LOT, whole.size)
            found = _found(kind, whole, range(first, last), apart)
            if found:
                actions.note_found(running.actor, uuid4(), found)
            running.step(before + last, breathe=bool(found))
        before += whole.size
    actions.end_search(running.actor, uuid5(job.pk, "end"), job.created_at)


def _found(kind: Kind, whole: Whole, numbers: range, apart: Apart) -> tuple[actions.Found, ...]:
    likenesses = whole.likenesses(numbers, clock.today(), apart)
    return tuple(actions.Found.of(kind, one) for one in likenesses if not BY_KIND[kind].are_two(one.why))


def told_apart(subdistrict: str) -> Mapping[UUID, Collection[UUID]]:
    """Of which somebody decided that they are two; by either of them."""
    standing = MatchDecision.objects.filter(
        subdistrict=subdistrict, verdict=MatchVerdict.DIFFERENT, undone_at__isnull=True
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for one, other in standing.values_list("one", "other"):
        if other is not None:
            found[one].add(other)
            found[other].add(one)
    return found
