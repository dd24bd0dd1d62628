from datetime import date, datetime
from types import SimpleNamespace as Row

import pytest
from django.utils import translation

from sanshi import clock, verbs
from sanshi.shell.icons import UnknownIcon, drawing
from sanshi.shell.paging import Page

CLOCK = Row(state="amber", due=date(2026, 10, 12), days_left=0, provisional=False)


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


@pytest.mark.urls("tests.shell.urls")
class TestHref:
    def test_puts_the_street_in(self, render):
        assert render('{% href "entry:queue" %}') == "/310115012/entry/queue/"
        assert render('{% href "entry:form" 3 %}') == "/310115012/entry/forms/3/"
        assert render('{% href "entry:form" pk=3 %}') == "/310115012/entry/forms/3/"

    def test_a_public_route_has_none(self, render):
        assert render('{% href "sign-out" %}') == "/sign-out/"


class TestIcon:
    def test_is_drawn_into_the_page(self, render):
        html = render('{% icon "printer" %}')
        assert html.startswith("<svg") and 'aria-hidden="true"' in html and "<path" in html

    def test_with_a_label_is_spoken(self, render):
        assert 'aria-label="a &amp; b"' in render('{% icon "printer" label=label %}', label="a & b")

    @pytest.mark.parametrize("name", ["no-such-icon", "../outline/printer", ""])
    def test_an_unknown_name_says_so(self, name):
        with pytest.raises(UnknownIcon, match="no icon"):
            drawing(name)


class TestClockBadge:
    def test_says_it_in_words(self, render):
        html = render("{% clock_badge clock %}", clock=CLOCK)
        assert "clock-amber" in html and "今天到期" in html and "2026-10-12 (周一)" in html

    def test_provisional(self, render):
        row = Row(state="green", due=date(2027, 1, 5), days_left=2, provisional=True)
        assert "暂定" in render("{% clock_badge clock %}", clock=row)

    def test_no_clock_shows_nothing(self, render):
        assert render("{% clock_badge clock %}", clock=None) == ""


def test_a_state_badge_knows_its_tones(render):
    assert 'class="state state-red"' in render('{% state_badge "x" "red" %}')
    with pytest.raises(ValueError, match="purple"):
        render('{% state_badge "x" "purple" %}')


def test_texts_are_escaped(render):
    bad = "<b>&"
    for source in (
        "{% crumb bad %}",
        "{% crumb bad bad %}",
        "{% state_badge bad %}",
        "{% fact bad bad note=bad %}",
        "{% masked bad reveal=bad label=bad %}",
        "{% tile bad bad bad note=bad %}",
        "{% empty_state bad bad action_url=bad action_label=bad %}",
        "{% crumbs trail %}",
    ):
        html = render(source, bad=bad, trail=[(bad, bad)])
        assert "<b>" not in html and "&lt;b&gt;&amp;" in html, source


def test_a_fact_without_a_value_shows_a_dash(render):
    assert "<dd>—</dd>" in render('{% fact "x" None %}')
    assert "<dd>0</dd>" in render('{% fact "x" 0 %}')


def test_masked_offers_to_reveal_only_where_it_may(render):
    assert "<a" not in render('{% masked "0101**********4510" %}')
    assert 'href="/reveal/"' in render('{% masked "0101**********4510" reveal="/reveal/" %}')


def test_the_pager_keeps_the_filters(render, request_of):
    html = render(
        "{% pager page %}", request_of("/?state=red&after=old"), page=Page([1], next="n:1", previous="")
    )
    assert 'href="?state=red&amp;after=n%3A1"' in html and "上一页" not in html


def test_a_difference_marks_what_changed(render):
    rows = [
        {"label": "a", "before": "1", "given": "2", "after": "2", "changed": True},
        {"label": "b", "before": "3", "given": "3", "after": "3", "changed": False},
    ]
    html = render("{% difference rows %}", rows=rows)
    assert html.count('class="changed"') == 1 and "<del>1</del>" in html and "<ins>2</ins>" in html
    assert "录入后" in html
    assert "录入后" not in render("{% difference rows %}", rows=[{"label": "a", "before": "1", "given": "2"}])


def test_steps(render):
    at = datetime(2026, 10, 9, 16, 20, tzinfo=clock.SHANGHAI)
    html = render(
        "{% steps items %}",
        items=[Row(label="草稿", state="done", who="周敏", when=at), Row(label="复核", state="current")],
    )
    assert 'aria-current="step"' in html and "周敏" in html and "16:20" in html


class TestPage:
    def test_one_heading_from_the_title(self, render):
        html = render(
            '{% extends "shell/base.html" %}{% block title %}{{ name }}{% endblock %}', name="队列 & 归档"
        )
        assert html.count("<h1>") == 1
        assert "<h1>队列 &amp; 归档</h1>" in html and "<title>队列 &amp; 归档 · 三实</title>" in html

    @pytest.mark.parametrize("layout", ["base", "phone", "bare", "print"])
    def test_every_layout_renders_without_a_frame(self, render, layout):
        html = render("{% extends layout %}{% block title %}x{% endblock %}", layout=f"shell/{layout}.html")
        assert html.count("<h1>") == 1 and 'lang="zh-Hans"' in html and "style=" not in html

    def test_the_purpose_of_a_look_up_is_shown(self, render, request_of):
        source = '{% extends "shell/base.html" %}{% block title %}x{% endblock %}'
        stated = request_of(purpose=verbs.Purpose.COMPLAINT)
        assert "处理居民投诉" in render(source, stated)
        assert "purpose-note" not in render(source, request_of(purpose=verbs.Purpose.ENTRY))

    def test_the_demo_shows_its_clock(self, render, settings):
        source = '{% extends "shell/base.html" %}{% block title %}x{% endblock %}'
        settings.SANSHI_MODE = "demo"
        with clock.frozen(datetime(2026, 10, 12, 9, 0, tzinfo=clock.SHANGHAI)):
            assert "2026-10-12T09:00:00+08:00" in render(source)
        settings.SANSHI_MODE = "live"
        assert "data-clock" not in render(source)

    @pytest.mark.urls("tests.shell.urls")
    def test_language_and_sign_out_are_posted(self, render):
        source = '{% extends "shell/base.html" %}{% block title %}x{% endblock %}'
        html = render(source, csrf_token="t0ken")
        assert 'action="/language/"' in html and 'value="en"' in html and 'action="/sign-out/"' in html
