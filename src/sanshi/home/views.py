from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sanshi import clock
from sanshi.home import access, beat
from sanshi.home.forms import BeatChoice, BeatFilter, WeekFilter
from sanshi.shell.links import href
from sanshi.verbs import READ_VISITS, Request


@require_safe
def home(request: Request) -> HttpResponse:
    blocks = access.blocks(request)
    template = "home/phone.html" if access.wants_phone(request, blocks) else "home/home.html"
    # Enter opens one thing: that of the first block which has something to do.
    enters = next((block.kind for block in blocks if block.next), "")
    return render(request, template, {"blocks": blocks, "enters": enters, "today": clock.today()})


@require_safe
def my_beat(request: Request) -> HttpResponse:
    """What somebody of the committee knows of a beat (plan 2.4.1)."""
    actor = request.actor
    given = BeatFilter(request.GET)
    choice = beat.choose(actor, given.place("committee"), given.place("beat"))
    chosen = choice.beat
    dots = f"{href(request, 'visit-dots')}?beat={chosen.pk}" if chosen and actor.may(READ_VISITS) else ""
    context = {
        "choice": choice,
        "form": BeatChoice(choice),
        "record": beat.record(actor, chosen) if chosen else None,
        "as_of": {"is_now": True},
        "dots": dots,
        "shown": f":{beat.SHOWN}",
    }
    return render(request, "home/beat.html", context)


@require_safe
def beat_week(request: Request, pk: UUID) -> HttpResponse:
    """The changes of the week behind a count."""
    form = WeekFilter(request.GET)
    found = beat.week(
        request.actor, pk, form.word("subject"), form.word("action"), request.GET.get("after", "")
    )
    context = {"form": form, "week": found, "page": found.page}
    return render(request, "home/beat_week.html", context)
