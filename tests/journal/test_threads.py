from uuid import UUID, uuid4

import pytest

from sanshi.journal.models import Subject
from sanshi.journal.recording import action, touch
from sanshi.journal.verify import verify
from sanshi.verbs import MAKE_PLACES, Actor
from tests.journal.acts import STREET, an_actor, in_threads, lines

THREADS = 8
EACH = 500


@action(MAKE_PLACES)
def note(actor: Actor, client_id: UUID) -> UUID:
    touch("visits.visit", client_id, fields=("state",))
    return client_id


@pytest.mark.usefixtures("streets_for_threads")
def test_eight_threads_append_500_lines_each() -> None:
    def append() -> list[UUID]:
        actor = an_actor()
        return [note(actor, uuid4()) for _ in range(EACH)]

    answers = in_threads([append] * THREADS)
    made = {one for answer in answers if isinstance(answer, list) for one in answer}
    assert len(made) == THREADS * EACH
    written = lines()
    assert [line.number for line in written] == list(range(1, THREADS * EACH + 1))
    assert {line.client_id for line in written} == made
    assert set(Subject.objects.filter(subdistrict=STREET).values_list("subject", flat=True)) == made
    assert str(verify()) == f"intact, {THREADS * EACH} lines"
