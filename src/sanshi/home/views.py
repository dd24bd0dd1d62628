from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sanshi import clock
from sanshi.home import access
from sanshi.verbs import Request


@require_safe
def home(request: Request) -> HttpResponse:
    blocks = access.blocks(request)
    template = "home/phone.html" if access.wants_phone(request, blocks) else "home/home.html"
    return render(request, template, {"blocks": blocks, "today": clock.today()})
