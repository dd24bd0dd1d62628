"""The population an actor may read: counts, and the list behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.journal.recording import in_committee
from sanshi.register.access import BY_STAIRWAY, PersonRow, rows_of
from sanshi.register.models import ResidencyVersion
from sanshi.register.population import counting
from sanshi.register.population.groups import Group, within_group
from sanshi.rulebook.access import policy_on
from sanshi.shell.paging import Page, keyset
from sanshi.territory.access import committees
from sanshi.territory.models import Committee
from sanshi.verbs import READ_PERSONS, Actor, reach

# Of several committees: one after the other as they stand in the index, not sorted anew for each page.
BY_COMMITTEE = ("committee_id", "id")


@dataclass(frozen=True, slots=True)
class Line:
    committee: Committee
    counts: Sequence[tuple[Group, int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """Of each committee within the reach, and of all of them."""

    lines: Sequence[Line]
    totals: Sequence[tuple[Group, int]]
    # Committees where nobody is registered.
    empty: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """`counts` are of all groups at the same place, `total` of the one that is listed."""

    page: Page[ResidencyVersion]
    rows: Sequence[PersonRow]
    counts: dict[Group, int]
    total: int


def counted(actor: Actor) -> Counted:
    """Numbers, no names: nobody's record is read."""
    mine = reach(actor, READ_PERSONS)
    found = counting.figures(mine, clock.today())
    here = list(committees(mine))
    lines = [
        Line(one, [(group, found[one.pk].get(group, 0)) for group in Group])
        for one in here
        if one.pk in found
    ]
    return Counted(
        lines,
        [(group, sum(one.get(group, 0) for one in found.values())) for group in Group],
        len(here) - len(lines),
    )


def counts(actor: Actor, committee: UUID | None) -> dict[Group, int]:
    """Beside a list: how many each group has there."""
    found = counting.figures(reach(actor, READ_PERSONS), clock.today())
    places = [found.get(committee, {})] if committee else list(found.values())
    return {group: sum(place.get(group, 0) for place in places) for group in Group}


def listed(actor: Actor, group: Group, committee: UUID | None, after: str) -> Listed:
    """Who is counted in the group today, stairway by stairway."""
    today = clock.today()
    found = ResidencyVersion.objects.filter(within(reach(actor, READ_PERSONS)), within_group(group, today))
    if committee:
        found = found.filter(committee=committee)
        in_committee(committee)
    size = policy_on(actor.subdistrict, today).house.rows_a_page
    order = BY_STAIRWAY if committee else BY_COMMITTEE
    page = keyset(found.select_related("door__building", "committee"), order, after, size)
    rows = rows_of(actor, [(stay.person_id, stay) for stay in page.rows])
    here = counts(actor, committee)
    return Listed(page, rows, here, here[group])
