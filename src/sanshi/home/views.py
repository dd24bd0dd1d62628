from django.http import HttpResponse
from django.shortcuts import render

from sanshi.verbs import Request


def home(request: Request) -> HttpResponse:
    return render(request, "home/home.html", {})
