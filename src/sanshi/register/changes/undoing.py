"""As if a form had never been entered."""

from collections.abc import Callable
from uuid import UUID

from sanshi.journal.recording import touch
from sanshi.register import history, holders
from sanshi.register.changes.households import refuse_two_heads
from sanshi.register.history import Writing
from sanshi.register.models import (
    Kind,
)


def undo(writing: Writing, number_of: Callable[[UUID], str] = str) -> None:
    """As if the form had never been entered.

    Raises Refused: BUILT_UPON, SECOND_HEAD where somebody else is head of the household by now, and
    ALREADY_REGISTERED where a number it took away has another holder now.
    """
    records = history.undo(writing, number_of)
    stays = [record for kind, record in records if kind == Kind.RESIDENCY]
    if stays:
        refuse_two_heads(writing.subdistrict, stays)
    holders.follow(writing.subdistrict, [record for kind, record in records if kind == Kind.PERSON])
    for kind, record in records:
        touch(f"register.{kind.value}", record)
