"""An import as its page shows it."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshi.entry.importing import names
from sanshi.entry.importing.problems import Wrong
from sanshi.entry.models import Import, ImportState
from sanshi.jobs import files
from sanshi.jobs.models import State
from sanshi.jobs.shown import Shown, shown
from sanshi.problems import JOB_BROKE, JOB_WITHOUT_POST
from sanshi.verbs import APPROVE_STOCK, TAKE_STOCK, Actor

TONES = {
    ImportState.TRYING: "blue",
    ImportState.TRIED: "blue",
    ImportState.ASKED: "amber",
    ImportState.APPROVED: "blue",
    ImportState.CARRYING: "blue",
    ImportState.DONE: "green",
    ImportState.WITHDRAWN: "neutral",
}
# Why rows are bad or noted, in a few words each, for the counts above the list.
REASONS: dict[str, Promise] = {
    Wrong.ADDRESS: _("address cannot be read"),
    Wrong.TWICE: _("twice in the file"),
    Wrong.UNKNOWN_COMMITTEE: _("unknown committee"),
    Wrong.ELSEWHERE: _("registered elsewhere"),
    Wrong.REGISTERED: _("dwelling registered already"),
    Wrong.PERSONAL: _("number of a person"),
}


@dataclass(frozen=True, slots=True)
class SheetShown:
    row: Import
    job: Shown | None
    file_name: str
    tone: str
    tally: dict[str, Any]
    can_ask: bool
    can_approve: bool
    can_carry_out: bool
    can_withdraw: bool
    needs_office: bool
    has_remarks: bool
    is_own: bool

    @property
    def is_moving(self) -> bool:
        return self.job is not None and self.job.is_moving

    @property
    def is_stopped(self) -> bool:
        """Its job did not come to its end."""
        return self.job is not None and not self.job.is_moving and self.job.row.state != State.DONE

    @property
    def is_files_fault(self) -> bool:
        return is_unreadable(self.row)

    @property
    def is_tried(self) -> bool:
        return bool(self.tally)

    @property
    def good(self) -> int:
        return self.row.rows

    @property
    def reasons(self) -> list[tuple[Promise, int]]:
        counts: dict[str, int] = self.tally.get("problems", {})
        return [(text, counts[code]) for code, text in REASONS.items() if code in counts]


def is_unreadable(row: Import) -> bool:
    """Nothing comes of going on with the file: another is to be sent."""
    problem = row.job.problem if row.job else None
    others = {JOB_BROKE.number, JOB_WITHOUT_POST.number}
    return row.state == ImportState.TRYING and bool(problem) and problem not in others


def tone(state: str) -> str:
    return TONES[ImportState(state)]


def sheet_shown(actor: Actor, row: Import) -> SheetShown:
    may_facts = not row.has_facts or actor.may(TAKE_STOCK)
    ready = ImportState.APPROVED if row.has_facts else ImportState.TRIED
    is_own = row.sent_by_id == actor.account
    return SheetShown(
        row,
        shown(row.job) if row.job else None,
        row.file_name.open(),
        tone(row.state),
        row.tally,
        can_ask=row.has_facts and may_facts and row.state == ImportState.TRIED and row.rows > 0,
        can_approve=row.state == ImportState.ASKED and not is_own and actor.may(APPROVE_STOCK),
        can_carry_out=row.state == ready and may_facts and row.rows > 0,
        can_withdraw=row.state in {ImportState.TRIED, ImportState.ASKED, ImportState.APPROVED},
        needs_office=not may_facts,
        has_remarks=files.exists(names.remarks(row.pk)),
        is_own=is_own,
    )
