"""`sanshi daily`: the nightly work of every street, safe to repeat. The worker runs it once a day too."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_OID, UUID, uuid5

from sanshi import clock
from sanshi.entry.duplicates.actions import ask_search
from sanshi.jobs.actions import purge
from sanshi.register.actions import count_freshness
from sanshi.register.quality.actions import count_quality
from sanshi.streets.models import HOUSE, Subdistrict
from sanshi.streets.survey import survey_sqlite
from sanshi.territory.access import committees
from sanshi.territory.actions import apply_due_changes
from sanshi.verbs import Actor, Reach
from sanshi.visits.actions import ask_stale
from sanshi.visits.freshness import asked_on

# Sunday.
SEARCHED_ON = 6
Ids = Callable[[str], UUID]


@dataclass(frozen=True, slots=True)
class Done:
    street: str
    step: str
    number: int


def run_daily() -> Iterator[Done]:
    """Street by street. What fails ends its street's night and no other's; the first is raised at the end."""
    failed: list[Exception] = []
    for street in Subdistrict.objects.exclude(code=HOUSE).order_by("code"):
        try:
            yield from _night(Actor(None, "house", street.code, is_house=True))
        except Exception as broken:
            failed.append(broken)
    if failed:
        raise failed[0]


def _night(actor: Actor) -> Iterator[Done]:
    """Step by step, so that one that fails leaves the earlier ones done."""
    for name, step in STEPS.items():
        yield Done(actor.subdistrict, name, step(actor, _ids(actor.subdistrict, name)))


def _ids(street: str, step: str) -> Ids:
    """The same step on the same day is the same action: repeated, it has one effect."""
    day = clock.today().isoformat()
    return lambda what: uuid5(NAMESPACE_OID, f"sanshi daily {street} {day} {step} {what}")


def _changes_of_territory(actor: Actor, ids: Ids) -> int:
    return apply_due_changes(actor.subdistrict)


def _visits_to_stale(actor: Actor, ids: Ids) -> int:
    reached = committees(Reach(actor.subdistrict, street=True))
    for committee in reached:
        ask_stale(actor, ids(str(committee.pk)), committee.pk)
    return asked_on(actor.subdistrict, clock.today())


def _freshness(actor: Actor, ids: Ids) -> int:
    count_freshness(actor, ids("all"), clock.today())
    return 1


def _quality(actor: Actor, ids: Ids) -> int:
    count_quality(actor, ids("all"), clock.today())
    return 1


def _duplicates(actor: Actor, ids: Ids) -> int:
    """Once a week: a job of its own, which the worker runs."""
    if clock.today().weekday() != SEARCHED_ON:
        return 0
    ask_search(actor, ids("all"))
    return 1


def _files_of_jobs(actor: Actor, ids: Ids) -> int:
    return purge(actor, ids("files"))


# What is kept too long goes whatever else fails. Then in this order: what is asked for today stands on the
# places of today.
STEPS: dict[str, Callable[[Actor, Ids], int]] = {
    "old files of jobs": _files_of_jobs,
    "changes of territory": _changes_of_territory,
    "visits to dwellings not verified for long": _visits_to_stale,
    "freshness figures": _freshness,
    "quality figures": _quality,
    "search for duplicates": _duplicates,
}


def main(_arguments: object = ()) -> int:
    survey_sqlite()
    for done in run_daily():
        print(f"{done.street}  {done.step}: {done.number}")
    return 0
