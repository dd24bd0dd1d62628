from uuid import UUID, uuid4

import pytest

from sanshi.journal.verify import verify
from sanshi.streets.models import Serial
from sanshi.verbs import Actor
from tests.journal.acts import STREET, an_actor, in_threads, lines, make_series

THREADS = 8
EACH = 500


@pytest.mark.usefixtures("streets_for_threads")
def test_eight_threads_append_500_lines_each() -> None:
    def append(actor: Actor, thread: int) -> list[UUID]:
        return [make_series(actor, uuid4(), f"{thread} {number}") for number in range(EACH)]

    def job(thread: int) -> object:
        return append(an_actor(), thread)

    answers = in_threads([lambda thread=thread: job(thread) for thread in range(THREADS)])  # type: ignore[misc]
    made = {row for answer in answers if isinstance(answer, list) for row in answer}
    assert len(made) == THREADS * EACH
    written = lines()
    assert [line.number for line in written] == list(range(1, THREADS * EACH + 1))
    assert {line.result for line in written} == made
    assert Serial.objects.filter(subdistrict=STREET).count() == THREADS * EACH
    assert str(verify()) == f"intact, {THREADS * EACH} lines"
