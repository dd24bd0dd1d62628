"""What a quarter's statement counts, on rows made by the product's own actions (plan 4.2.1, 4.2.2)."""

from datetime import date

import pytest
from django.db import connection

from sanshi.settlement.actions import Figures
from tests.settlement import independent
from tests.settlement.rows import Street, agrees, some_work


def test_a_first_look(street: Street) -> None:
    some_work(street, date(2026, 7, 6))
    street.inspect("2026-09-29", "2026Q3", Figures(200, 13, 1, 2))
    street.calculate("2026-10-02", "2026Q3")
    stored = agrees("2026Q3")
    print(stored)
