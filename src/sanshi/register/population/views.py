from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sanshi.register.access import committees_read
from sanshi.register.population import access, papers
from sanshi.register.population.forms import OverseasFilter, PermitFilter, PersonFilter
from sanshi.register.population.groups import Group
from sanshi.register.population.papers import Overseas, Permit
from sanshi.verbs import READ_OVERSEAS_DATES, READ_PERMIT_DATES, READ_PERSONS, Request


@require_safe
def population(request: Request) -> HttpResponse:
    """The actual population by committee and category; each number opens to its list."""
    context = {
        "counted": access.counted(request.actor),
        "groups": list(Group),
        "apart": Group.REGISTERED_HERE,
    }
    return render(request, "register/population.html", context)


@require_safe
def person_list(request: Request) -> HttpResponse:
    form = PersonFilter(request.GET, committees_read(request.actor, READ_PERSONS))
    committee, after = form.place("committee"), request.GET.get("after", "")
    listed = access.listed(request.actor, form.group, committee, after)
    context = {
        "form": form,
        "listed": listed,
        "page": listed.page,
        "group": form.group,
        "views": _views(Group, listed.counts, form.group),
    }
    return render(request, "register/person_list.html", context)


@require_safe
def overseas_dates(request: Request) -> HttpResponse:
    """For the officer: lodging to be registered, leave to stay that runs out (plan 2.2.5)."""
    form = OverseasFilter(request.GET, committees_read(request.actor, READ_OVERSEAS_DATES))
    listed = papers.overseas(
        request.actor, form.chosen, form.place("committee"), request.GET.get("after", "")
    )
    return render(request, "register/overseas_dates.html", _dates(form, listed, Overseas, form.chosen))


@require_safe
def permit_dates(request: Request) -> HttpResponse:
    """For the coordinator and the secretary: residence permits to be renewed (plan 2.3.1, 2.3.4)."""
    form = PermitFilter(request.GET, committees_read(request.actor, READ_PERMIT_DATES))
    listed = papers.permits(request.actor, form.chosen, form.place("committee"), request.GET.get("after", ""))
    return render(request, "register/permit_dates.html", _dates(form, listed, Permit, form.chosen))


def _dates(form: Any, listed: papers.Deadlines, views: Iterable[Any], chosen: Any) -> dict[str, Any]:
    return {
        "form": form,
        "listed": listed,
        "page": listed.page,
        "view": chosen,
        "views": _views(views, listed.counts, chosen),
    }


def _views(views: Iterable[Any], counts: Mapping[Any, int], chosen: Any) -> list[dict[str, Any]]:
    return [
        {"value": one.value, "label": one.label, "count": counts[one], "current": one is chosen}
        for one in views
    ]
