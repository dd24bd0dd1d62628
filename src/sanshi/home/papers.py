"""Papers with a date: of overseas persons for the officer, residence permits for who helps with them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanshi.home.blocks import Block, Tile, list_url
from sanshi.register.population import papers
from sanshi.register.population.papers import Overseas, Permit
from sanshi.verbs import READ_OVERSEAS_DATES, Request

_TONES = {
    Overseas.UNREGISTERED: "red",
    Overseas.REGISTERING: "amber",
    Overseas.STAY_OVER: "red",
    Overseas.STAY_SOON: "amber",
    Permit.OVER: "red",
    Permit.SOON: "amber",
}
# Beside other figures they say of what.
_PERMITS = {
    Permit.OVER: gettext_lazy("Residence permits that ran out"),
    Permit.SOON: gettext_lazy("Residence permits that run out soon"),
}
_OF_OVERSEAS = (Overseas.UNREGISTERED, Overseas.REGISTERING, Overseas.STAY_OVER, Overseas.STAY_SOON)


def dates(request: Request) -> Block:
    """Each figure opens the list it counts."""
    tiles: list[Tile] = []
    if request.actor.may(READ_OVERSEAS_DATES):
        counts = papers.overseas_counts(request.actor)
        tiles += [_tile(request, "overseas-dates", view, counts) for view in _OF_OVERSEAS]
    else:
        counts = papers.permit_counts(request.actor)
        tiles += [_tile(request, "permit-dates", view, counts) for view in Permit]
    return Block("papers", _("Dates of papers"), tiles)


def _tile(request: Request, route: str, view: Overseas | Permit, counts: Mapping[str, int]) -> Tile:
    n = counts[view.value]
    label = view.label if isinstance(view, Overseas) else _PERMITS[view]
    return Tile(label, n, list_url(request, route, view=view.value), _TONES[view] if n else "neutral")
