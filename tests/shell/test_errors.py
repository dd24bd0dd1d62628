import json
import re

import pytest
from django.http import HttpResponse
from django.template import engines
from django.utils import translation

from sanshi import problems
from sanshi.problems import Refused
from sanshi.shell import errors
from sanshi.shell.middleware import RefusalMiddleware

PAGES = [
    (errors.bad_request, 400),
    (errors.csrf_failure, 403),
    (errors.not_found, 404),
    (errors.permission_denied, 404),
    (errors.too_large, 413),
    (errors.locked_out, 429),
    (errors.server_error, 500),
    (errors.unavailable, 503),
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("view", "status"), PAGES)
def test_each_says_what_happened_what_was_kept_and_what_next(rf, view, status, language):
    with translation.override(language):
        response = view(rf.get("/secret-path/"))
    html = response.content.decode()
    assert response.status_code == status
    assert html.count("<h1>") == 1
    assert ("已保留的内容" if language == "zh-hans" else "What was kept") in html
    assert ("接下来怎么办" if language == "zh-hans" else "What to do next") in html
    assert "secret-path" not in html


def test_absent_and_forbidden_have_one_body(rf):
    one, other = (
        errors.not_found(rf.get("/a/")),
        errors.permission_denied(rf.get("/b/?x=1"), Exception("why")),
    )
    assert (one.status_code, one.content) == (other.status_code, other.content)


def test_they_need_neither_database_nor_session(rf, django_assert_num_queries):
    for view, _status in PAGES:
        view(rf.get("/"))


def test_the_last_page_stands_even_when_templates_do_not(rf, monkeypatch):
    monkeypatch.setattr(errors, "_bare", lambda *args: 1 / 0)
    response = errors.server_error(rf.get("/"))
    assert response.status_code == 500 and b"<h1>" in response.content


def test_a_part_gets_a_part(request_of):
    request = request_of(htmx=True)
    html = errors.not_found(request).content.decode()
    assert "<html" not in html and "<h1" not in html and 'role="alert"' in html


class TestRefusal:
    def answer(self, request, refused):
        return RefusalMiddleware(lambda _request: HttpResponse()).process_exception(request, refused)

    @pytest.fixture(autouse=True)
    def plain_context(self, monkeypatch):
        """Context processors belong to the apps below; they are not part of this test."""
        monkeypatch.setattr(engines["django"].engine, "template_context_processors", ())

    def test_stale_says_who_and_when_and_what_differs(self, request_of):
        rows = [{"label": "地址", "before": "302室", "given": "303室", "changed": True}]
        refused = Refused(
            problems.STALE, what="entered", who="王芳", when="10:32", differs=rows, back="/go-on/"
        )
        with translation.override("zh-hans"):
            response = self.answer(request_of(), refused)
        html = response.content.decode()
        assert response.status_code == 409
        for said in ("王芳", "10:32", "302室", "303室", 'href="/go-on/"', "40901"):
            assert said in html
        assert html.count("<h1>") == 1

    def test_not_permitted_now(self, request_of):
        response = self.answer(request_of(), Refused(problems.NO_CERTIFICATE, day="2026-10-12"))
        assert response.status_code == 403 and "2026-10-12" in response.content.decode()

    def test_not_journalled_shows_no_data(self, request_of):
        response = self.answer(request_of(), Refused(problems.NOT_JOURNALLED))
        assert response.status_code == 503 and response["Retry-After"]

    def test_a_part_of_a_page(self, request_of):
        html = self.answer(request_of(htmx=True), Refused(problems.REPEATED_OTHERWISE)).content.decode()
        assert "<html" not in html and "40902" not in html

    def test_other_errors_go_on(self, request_of):
        assert self.answer(request_of(), ValueError("x")) is None


def test_htmx_keeps_no_copies_and_evaluates_nothing(render):
    html = render('{% extends "shell/base.html" %}{% block title %}x{% endblock %}')
    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", html)[1])
    assert config["historyCacheSize"] == 0
    assert config["allowEval"] is False and config["includeIndicatorStyles"] is False


def test_a_part_of_a_page_with_a_wrong_answer_comes_back_in_its_place(render):
    """Any other failure stands on top of the page; the first rule that fits is taken."""
    html = render('{% extends "shell/base.html" %}{% block title %}x{% endblock %}')
    rules = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", html)[1])["responseHandling"]
    taken = {code: next(one for one in rules if re.fullmatch(one["code"], code)) for code in ("422", "409")}
    assert "target" not in taken["422"] and taken["409"]["target"] == "#problem"


def test_each_refusal_is_found_by_a_number_of_its_own() -> None:
    """A number is what is stored of a refusal, and what support asks for."""
    kinds = [one for one in vars(problems).values() if isinstance(one, problems.Kind)]
    assert [kind.number for kind in kinds if problems.kind_numbered(kind.number) is not kind] == []
    assert len({kind.number for kind in kinds}) == len(kinds) > 100
