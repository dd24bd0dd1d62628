from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sanshi import clock, verbs
from sanshi.problems import WRONG_FILE, Refused
from sanshi.rulebook import access, actions
from sanshi.rulebook.figures import Shown, shown_figures
from sanshi.rulebook.forms import CalendarForm, PolicyForm
from sanshi.rulebook.notice_file import read_notice
from sanshi.rulebook.policy import read_toml
from sanshi.rulebook.reading import Unreadable
from sanshi.rulebook.workdays import is_next_year_missing
from sanshi.shell.links import href
from sanshi.verbs import Request


@require_safe
def policy(request: Request, pk: UUID | None = None) -> HttpResponse:
    """The figures everybody here works by: the plan's apart from the house's own."""
    version = (
        access.version(request.actor, pk)
        if pk
        else access.version_on(request.actor.subdistrict, clock.today())
    )
    figures = list(shown_figures(version.policy))
    shown = {
        "version": version,
        "versions": access.versions(request.actor.subdistrict),
        "plan": _section(figures, "plan"),
        "house": _section(figures, "house"),
        "may_load": request.actor.may(verbs.LOAD_POLICY),
    }
    return render(request, "rulebook/policy.html", shown)


def _section(figures: Iterable[Shown], name: str) -> list[Shown]:
    return [figure for figure in figures if figure.section == name]


@require_http_methods(["GET", "HEAD", "POST"])
def policy_load(request: Request) -> HttpResponse:
    form = PolicyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with form.answering():
            document = _document(form.cleaned_data["file"].read())
            made = actions.load_policy(request.actor, form.cleaned_data["client_id"], document)
            messages.success(request, _("The policy is loaded. Past quarters keep the policy of their time."))
            return redirect(href(request, "policy-version", made))
    return render(request, "rulebook/policy_load.html", {"form": form}, status=422 if form.errors else 200)


def _document(content: bytes) -> dict[str, Any]:
    try:
        return read_toml(content.decode("utf-8")).plain()
    except (UnicodeDecodeError, Unreadable) as wrong:
        raise Refused(WRONG_FILE, field="file", why=str(wrong)) from None


@require_safe
def calendar(request: Request) -> HttpResponse:
    today = clock.today()
    asked = request.GET.get("year", "")
    year = (
        int(asked)
        if asked.isascii() and asked.isdigit() and len(asked) == len(str(today.year))
        else today.year
    )
    shown = {
        "years": access.calendar_years(),
        "year": year,
        "days": access.named_days(year),
        "missing": today.year + 1 if is_next_year_missing(today, access.calendar()) else None,
        "may_load": request.actor.may(verbs.LOAD_CALENDAR),
    }
    return render(request, "rulebook/calendar.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_load(request: Request) -> HttpResponse:
    form = CalendarForm(request.POST or None, request.FILES or None, initial={"year": clock.today().year + 1})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            days = read_notice(given["file"].read(), given["year"])
            actions.load_calendar(request.actor, given["client_id"], given["year"], given["notice"], days)
            messages.success(request, _("The year's working days are loaded. Due days follow at once."))
            return redirect(f"{href(request, 'calendar')}?year={given['year']}")
    return render(request, "rulebook/calendar_load.html", {"form": form}, status=422 if form.errors else 200)
