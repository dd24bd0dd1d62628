"""Undoing a decision, so that it is asked again."""

from uuid import UUID

from sanshi import clock
from sanshi.entry import rules
from sanshi.entry.decisions import access
from sanshi.journal.recording import action, touch
from sanshi.problems import NOT_A_CHOICE, UNDONE_ALREADY, Refused
from sanshi.shell.words import moment
from sanshi.verbs import UNDO_DECISION, Actor


@action(UNDO_DECISION)
def undo_decision(actor: Actor, client_id: UUID, decision: UUID, reason: str) -> UUID:
    """That two are different: the match offers them to each other again. The decision's id.

    That two are the same is undone with the entry, or with the merge. Raises Refused: NOT_A_CHOICE,
    UNDONE_ALREADY and what a text is refused for.
    """
    row = access.decision_to_undo(actor, decision)
    if not access.undone_here(row):
        raise Refused(NOT_A_CHOICE)
    if row.undone_at is not None:
        raise Refused(UNDONE_ALREADY, when=moment(row.undone_at))
    row.undo_reason = rules.checked_text(reason, "reason")
    row.undone_at, row.undone_by_id = clock.now(), actor.account
    row.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    touch(row, fields=("undone_at", "undo_reason"))
    return row.pk
