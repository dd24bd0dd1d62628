from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sanshi.journal import access
from sanshi.journal.forms import LineFilter
from sanshi.verbs import Request


@require_safe
def line_list(request: Request) -> HttpResponse:
    filters = LineFilter(request.GET)
    asked = filters.cleaned_data if filters.is_valid() else {}
    page, rows = access.lines_of(request.actor, asked, request.GET.get("after", ""))
    account = asked.get("account")
    context = {
        "filters": filters,
        "page": page,
        "rows": rows,
        "filtered": any(asked.values()),
        "account_name": access.account_name(account) if account else "",
    }
    return render(request, "journal/list.html", context)


@require_safe
def line_page(request: Request, number: int) -> HttpResponse:
    row, page, subjects = access.line_of(request.actor, number, request.GET.get("after", ""))
    return render(request, "journal/line.html", {"row": row, "page": page, "subjects": subjects})
