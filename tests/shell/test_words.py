from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from sanshi import clock
from sanshi.shell import words


@pytest.fixture(autouse=True)
def at_the_demo():
    with clock.frozen(datetime(2026, 10, 12, 9, 0, tzinfo=clock.SHANGHAI)):
        yield


@pytest.mark.parametrize(
    ("language", "shown"), [("zh-hans", "2026-10-12 (周一)"), ("en", "2026-10-12 (Mon)")]
)
def test_day(language, shown):
    with translation.override(language):
        assert words.day(date(2026, 10, 12)) == shown


def test_a_moment_is_shown_in_shanghai():
    assert words.moment(datetime(2026, 10, 9, 8, 20, tzinfo=UTC)) == "10-09 16:20"
    assert words.day(datetime(2026, 10, 11, 17, 0, tzinfo=UTC)).startswith("2026-10-12")


def test_a_moment_of_another_year_shows_it():
    assert words.moment(datetime(2025, 12, 31, 9, 0, tzinfo=clock.SHANGHAI)) == "2025-12-31 09:00"


@pytest.mark.parametrize(
    ("fen", "shown"), [(0, "¥0.00"), (123450, "¥1,234.50"), (5, "¥0.05"), (-15360, "−¥153.60"), (None, "")]
)
def test_yuan(fen, shown):
    assert words.yuan(fen) == shown


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "甲、乙"), ("en", "甲, 乙")])
def test_values_of_a_list(language, shown):
    with translation.override(language):
        assert words.listed(["甲", "乙"]) == shown


@pytest.mark.parametrize(
    ("days", "chinese", "english"),
    [
        (2, "剩 2 天", "2 days left"),
        (1, "剩 1 天", "1 day left"),
        (0, "今天到期", "due today"),
        (-1, "超 1 天", "1 day over"),
    ],
)
def test_days_left(days, chinese, english):
    with translation.override("zh-hans"):
        assert words.days_left(days) == chinese
    with translation.override("en"):
        assert words.days_left(days) == english
