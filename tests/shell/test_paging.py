from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import signing

from sanshi import clock
from sanshi.shell.paging import keyset

pytestmark = pytest.mark.django_db
START = datetime(2026, 10, 1, tzinfo=clock.SHANGHAI)
ORDERS = [("expire_date", "session_key"), ("-expire_date", "session_key"), ("-expire_date", "-session_key")]


@pytest.fixture
def rows():
    """37 rows on five days, so that pages end between equal days."""
    made = [Session(session_key=f"k{n:02}", expire_date=START + timedelta(days=n % 5)) for n in range(37)]
    return Session.objects.bulk_create(made)


def keys(rows):
    return [row.session_key for row in rows]


def walk(order, size, step, after=""):
    pages = [keyset(Session.objects.all(), order, after, size)]
    while cursor := getattr(pages[-1], step):
        pages.append(keyset(Session.objects.all(), order, cursor, size))
    return pages


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 4, 36, 37, 50])
def test_forth_shows_every_row_once_in_order(rows, order, size):
    found = [key for page in walk(order, size, "next") for key in keys(page.rows)]
    assert found == keys(Session.objects.order_by(*order))


@pytest.mark.parametrize("order", ORDERS)
def test_back_shows_the_same_pages(rows, order):
    forth = walk(order, 4, "next")
    back = walk(order, 4, "previous", after=forth[-2].next)
    assert [keys(page.rows) for page in reversed(back)] == [keys(page.rows) for page in forth]


def test_the_ends_have_no_links(rows):
    pages = walk(ORDERS[0], 10, "next")
    assert not pages[0].previous and pages[0].next
    assert pages[-1].previous and not pages[-1].next
    assert not keyset(Session.objects.all(), ORDERS[0], size=50).next


def test_a_row_that_came_between_moves_nothing(rows):
    first = keyset(Session.objects.all(), ORDERS[0], size=10)
    expected = keys(keyset(Session.objects.all(), ORDERS[0], first.next, 10).rows)
    Session.objects.create(session_key="a", expire_date=START)
    assert keys(keyset(Session.objects.all(), ORDERS[0], first.next, 10).rows) == expected


def test_one_query_a_page(rows, django_assert_num_queries):
    first = keyset(Session.objects.all(), ORDERS[0], size=10)
    with django_assert_num_queries(1):
        keyset(Session.objects.all(), ORDERS[0], first.next, 10)


@pytest.mark.parametrize(
    "cursor",
    ["nonsense", signing.dumps(["x"], salt="other"), "a:b:c"],
    ids=["no cursor", "signed elsewhere", "not signed"],
)
def test_a_cursor_not_ours_gives_the_first_page(rows, cursor):
    assert keys(keyset(Session.objects.all(), ORDERS[0], cursor, 5).rows) == keys(rows)[0:35:5][:5]


def test_a_cursor_of_another_order_gives_the_first_page(rows):
    cursor = keyset(Session.objects.all(), ORDERS[0], size=5).next
    page = keyset(Session.objects.all(), ORDERS[1], cursor, 5)
    assert not page.previous


def test_text_about_a_person_never_stands_in_a_cursor():
    Session.objects.create(session_key="张三", expire_date=START)
    Session.objects.create(session_key="李四", expire_date=START)
    with pytest.raises(ValueError, match="no text about persons"):
        keyset(Session.objects.all(), ("session_key",), size=1)


def test_rows_as_dictionaries(rows):
    page = keyset(Session.objects.values("session_key", "expire_date"), ORDERS[0], size=3)
    assert len(page.rows) == 3 and page.next
