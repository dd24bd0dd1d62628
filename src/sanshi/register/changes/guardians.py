"""Guardians who are persons of the register (PIPL 31). The child's record names them; no list leads back."""

from uuid import UUID

from sanshi.journal.recording import touch
from sanshi.problems import UNKNOWN_PERSON, Refused
from sanshi.register.changes.steps import store
from sanshi.register.history import PERSONS, Life, Writing, current
from sanshi.register.models import PersonVersion


def refer_to_guardian(writing: Writing, guardian: UUID | None, child: UUID | None) -> None:
    """A child's record rests on the guardian's: that one is not undone beneath it."""
    if guardian is None:
        return
    life = None if guardian == child else Life(PERSONS, writing, guardian)
    if life is None or not life.exists:
        raise Refused(UNKNOWN_PERSON, field="guardian")
    life.refer()


def follow(writing: Writing, gone: UUID, kept: UUID) -> list[UUID]:
    """Two records turned out to be one person: who named the one names the other, from the first day on.

    Inside the action that merges them; undone with it. The children whose records changed.
    """
    named = PersonVersion.objects.filter(current(), subdistrict=writing.subdistrict, guardian=gone)
    children = sorted(set(named.values_list("person_id", flat=True)))
    for child in children:
        life = Life(PERSONS, writing, child)
        life.timeline = tuple(
            span.saying({"guardian": kept}) if span.facts["guardian"] == gone else span
            for span in life.timeline
        )
        if store(life):
            touch("register.person", child, fields=("guardian",))
    return children
