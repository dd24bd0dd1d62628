from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshi import clock, verbs
from sanshi.accounts import access, actions, coverage
from sanshi.accounts.forms import (
    AccountForm,
    AppointForm,
    CertificateForm,
    EndPostForm,
    PasswordForm,
    PostNewForm,
    PurposeForm,
    ResetForm,
    SignInForm,
)
from sanshi.accounts.gate import PURPOSE_KEY
from sanshi.accounts.models import Account
from sanshi.journal.recording import record
from sanshi.problems import LOCKED_OUT, Refused
from sanshi.shell.errors import problem_page
from sanshi.shell.links import href
from sanshi.streets.models import HOUSE
from sanshi.verbs import Actor, Request

form_page = require_http_methods(["GET", "HEAD", "POST"])

# Session and account


@form_page
def sign_in(request: Request) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("start")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if account is not None:
            return _open_session(request, account)
        form.add_error(
            None, _("User name or password is wrong. Letters, capitals and the input method count.")
        )
    return _form(request, "accounts/sign_in.html", {"form": form, "next": _safe_next(request)})


def _form(request: Request, template: str, shown: dict[str, Any]) -> HttpResponse:
    """The page of a form; with what was typed and 422 where something has to change."""
    return render(request, template, shown, status=422 if shown["form"].errors else 200)


def _open_session(request: Request, account: Account) -> HttpResponse:
    record(_own(account), verbs.SIGN_IN, account, house=True)
    login(request, account, backend="sanshi.accounts.backend.AccountBackend")
    return redirect(_safe_next(request) or "start")


def locked_out(request: HttpRequest, original: Any, credentials: Any = None) -> HttpResponse:
    """Axes counts wrong passwords by user name and address together and calls this (settings.AXES_…)."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return problem_page(request, Refused(LOCKED_OUT, minutes=minutes))


@require_POST
def sign_out(request: Request) -> HttpResponse:
    account = access.row_of(cast(Account, request.user))
    record(_own(account), verbs.SIGN_OUT, account, house=True)
    logout(request)
    return redirect("sign-in")


def _own(account: Account) -> Actor:
    return Actor(account.id, account.name, HOUSE)


@require_POST
def set_language(request: Request) -> HttpResponse:
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(_safe_next(request) or reverse("start"))
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=366 * 86400, samesite="Lax", httponly=True
        )
    return response


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    return wanted if url_has_allowed_host_and_scheme(wanted, here, require_https=request.is_secure()) else ""


@require_safe
def start(request: Request) -> HttpResponse:
    """To the home of the street where the account has a post."""
    if not request.actor.subdistrict:
        return render(request, "accounts/no_post.html")
    return redirect(href(request, "home"))


@form_page
def change_password(request: Request) -> HttpResponse:
    account = cast(Account, request.user)
    form = PasswordForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account.set_password(form.cleaned_data["new"])
        actions.change_password(_own(account), form.cleaned_data["client_id"], account.password)
        update_session_auth_hash(request, account)
        messages.success(request, _("The new password is in force."))
        return redirect("start")
    return _form(request, "accounts/password.html", {"form": form})


@form_page
def purpose(request: Request) -> HttpResponse:
    """Plan 2.5.3: look-ups go by a set procedure; the purpose stated here stands in the journal."""
    target = _safe_next(request)
    form = PurposeForm(request.POST or None, initial={"purpose": request.actor.purpose.value})
    if request.method == "POST" and form.is_valid():
        request.session[PURPOSE_KEY] = form.cleaned_data["purpose"]
        return redirect(target or href(request, "home"))
    return _form(request, "accounts/purpose.html", {"form": form, "next": target})


# Accounts and posts


@require_safe
def account_list(request: Request) -> HttpResponse:
    shown = {
        "posts": access.posts_in_reach(request.actor, verbs.READ_ACCOUNTS),
        "unappointed": access.without_post(request.actor),
        "may_make": request.actor.may(verbs.MAKE_ACCOUNT),
    }
    return render(request, "accounts/account_list.html", shown)


@form_page
def account_new(request: Request) -> HttpResponse:
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = actions.NewAccount(
            given["username"], given["name"], make_password(given["password"]), one_time=True
        )
        with form.answering():
            made = actions.make_account(request.actor, given["client_id"], new)
            messages.success(request, _("Account made. It may do nothing until it is appointed to a post."))
            return redirect(href(request, "account-page", made))
    return _form(request, "accounts/account_new.html", {"form": form})


@require_safe
def account_page(request: Request, pk: UUID) -> HttpResponse:
    shown = {
        "account": access.account(request.actor, pk),
        "posts": access.posts_of(request.actor, pk),
        "certificates": access.certificates_of(request.actor, pk),
        "today": clock.today(),
        "may": {
            "appoint": request.actor.may(verbs.APPOINT),
            "end": request.actor.may(verbs.END_POST),
            "certify": request.actor.may(verbs.ISSUE_CERTIFICATE),
            "reset": request.actor.may(verbs.RESET_PASSWORD) and pk != request.actor.account,
        },
    }
    return render(request, "accounts/account_page.html", shown)


@form_page
def appoint(request: Request, pk: UUID) -> HttpResponse:
    account = access.account(request.actor, pk)
    form = AppointForm(request.actor.subdistrict, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.answering():
            actions.appoint(request.actor, form.cleaned_data["client_id"], form.appointment(account))
            messages.success(request, _("Appointed."))
            return redirect(href(request, "account-page", account.id))
    return _form(request, "accounts/appoint.html", {"form": form, "account": account})


@form_page
def post_new(request: Request) -> HttpResponse:
    """From a place that nobody has: the address names role and place."""
    named = ("role", "committee", "beat", "group", "station")
    initial = {name: value for name in named if (value := request.GET.get(name))}
    form = PostNewForm(request.actor, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with form.answering():
            given = form.place()
            actions.appoint(request.actor, form.cleaned_data["client_id"], given)
            messages.success(request, _("Appointed."))
            return redirect(href(request, "account-page", given.account))
    return _form(request, "accounts/post_new.html", {"form": form})


@require_safe
def committee_holders(request: Request, pk: UUID) -> HttpResponse:
    """A part of the committee's page: who has what, or nobody yet."""
    shown = {
        "holders": access.committee_holders(request.actor, pk),
        "areas": access.area_holders(request.actor, pk),
        "committee": pk,
        "may_appoint": request.actor.may(verbs.APPOINT),
    }
    return render(request, "accounts/holders.html", shown)


@require_safe
def station_holders(request: Request, pk: UUID) -> HttpResponse:
    shown = {
        "holders": access.station_holders(request.actor, pk),
        "may_appoint": request.actor.may(verbs.APPOINT),
    }
    return render(request, "accounts/holders.html", shown)


@form_page
def password_reset(request: Request, pk: UUID) -> HttpResponse:
    """The administrator's, for somebody who forgot it; himself he changes his own."""
    account = access.account(request.actor, pk)
    form = ResetForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            hashed = make_password(given["password"])
            actions.reset_password(request.actor, given["client_id"], account.id, hashed)
            messages.success(request, _("The one-time password is in force. Tell it to its owner in person."))
            return redirect(href(request, "account-page", account.id))
    return _form(request, "accounts/password_reset.html", {"form": form, "account": account})


@form_page
def end_post(request: Request, pk: UUID) -> HttpResponse:
    post = access.post(request.actor, pk)
    form = EndPostForm(request.POST or None, initial={"last_day": clock.today()})
    if request.method == "POST" and form.is_valid():
        with form.answering():
            actions.end_post(
                request.actor, form.cleaned_data["client_id"], post.id, form.cleaned_data["last_day"]
            )
            messages.success(request, _("The post ends on that day."))
            return redirect(href(request, "account-page", post.account_id))
    return _form(request, "accounts/end_post.html", {"form": form, "post": post})


# Certificates (plan 3.1.3)


@require_safe
def certificate_list(request: Request) -> HttpResponse:
    shown = {"certificates": access.certificates_in_reach(request.actor), "today": clock.today()}
    return render(request, "accounts/certificate_list.html", shown)


@form_page
def issue_certificate(request: Request, pk: UUID) -> HttpResponse:
    account = access.colleague(request.actor, pk)
    today = clock.today()
    initial = {"valid_from": today, "valid_to": today.replace(month=12, day=31)}
    form = CertificateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.answering():
            actions.issue_certificate(
                request.actor, given["client_id"], account.id, given["valid_from"], given["valid_to"]
            )
            messages.success(request, _("Certificate issued."))
            return redirect(href(request, "account-page", account.id))
    return _form(request, "accounts/certificate_new.html", {"form": form, "account": account})


# For the map


@require_safe
def coverage_posts(request: Request) -> HttpResponse:
    """Places that nobody holds; who holds the others is not told."""
    found = {
        "groups": coverage.groups_without_steward(request.actor),
        "beats": coverage.beats_without_cadre(request.actor),
    }
    rows = {
        name: [
            {"id": str(place.id), "label": " · ".join(place.words), "name": place.words[-1]}
            for place in places
        ]
        for name, places in found.items()
    }
    return JsonResponse(rows)
