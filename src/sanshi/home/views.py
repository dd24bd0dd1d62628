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
    # Enter opens one thing: that of the first block which has something to do.
    enters = next((block.kind for block in blocks if block.next), "")
    return render(request, template, {"blocks": blocks, "enters": enters, "today": clock.today()})
