from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sanshi.register import access as records
from sanshi.register.search import access
from sanshi.register.search.forms import KINDS, SearchForm
from sanshi.verbs import SEARCH_REGISTER, Request


@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: Request) -> HttpResponse:
    """The answer to a POST, without redirect: nothing of what was typed may stand in an address."""
    committees = records.committees_read(request.actor, SEARCH_REGISTER)
    form = SearchForm(request.POST or None, access.kinds(request.actor), committees)
    context: dict[str, Any] = {"form": form, "kinds": form.kinds}
    if request.method != "POST":
        return render(request, "register/search.html", context)
    if not form.is_valid():
        return render(request, "register/search.html", context, status=422)
    said = form.typed
    answer = access.search(request.actor, form.question, said)
    hint = form.hint
    if said.shows_too_much:
        form.forget_text()
    goes_on = not said.shows_too_much
    context |= {"answer": answer, "goes_on": goes_on, "labels": KINDS, "hint": hint}
    return render(request, "register/search.html", context)
