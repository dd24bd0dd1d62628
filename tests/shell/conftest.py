from types import SimpleNamespace

import pytest
from django.template import engines
from django.template.context import Context
from django.test import RequestFactory

STREET = "310115012"


@pytest.fixture
def request_of(rf: RequestFactory):
    """A request as the gate leaves it."""

    def make(address="/", actor_in=STREET, **attributes):
        request = rf.get(address)
        request.actor = SimpleNamespace(subdistrict=actor_in, purpose="")
        for name, value in attributes.items():
            setattr(request, name, value)
        return request

    return make


@pytest.fixture
def render(request_of):
    def make(source, request=None, **context):
        load = "{% load i18n sanshi %}"
        source = source if source.startswith("{% extends") else load + source
        template = engines["django"].from_string(source)
        request = request or request_of()
        # No context processors: a component asks the page for nothing but the request.
        return template.template.render(Context({"request": request, **context})).strip()

    return make
