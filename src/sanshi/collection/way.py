"""The way of a form so far: collected, handed over, answered; who and when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sanshi.collection.access import TO_DO, hand_overs_of
from sanshi.collection.fields import OF_POLICE, FormKind
from sanshi.collection.labels import field_label
from sanshi.collection.models import Form, HandOver, State


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: str
    who: str = ""
    when: datetime | None = None


def steps_of(form: Form) -> Sequence[Step]:
    """Collected, handed over, entered: who and when."""
    collector = form.collector.name if form.collector else ""
    last = form.hand_overs.select_related("clerk").order_by("-sequence").first()
    given = form.state not in TO_DO and form.handed_over_at is not None
    entered = form.state in (State.ENTERED, State.VOIDED)
    clerk = last.clerk.name if entered and last and last.clerk else ""
    return [
        Step(_("Collection"), "done" if given else "current", collector, form.collected_at),
        Step(
            _("Handed over"),
            "done" if given else "todo",
            collector if given else "",
            last.at if last else None,
        ),
        Step(
            _("Entry"),
            "done" if entered else "current" if given else "todo",
            clerk,
            last.answered_at if entered and last else None,
        ),
    ]


@dataclass(frozen=True, slots=True)
class Given:
    """A hand-over and its answer; of a return the reasons with the names of the fields."""

    hand_over: HandOver
    reasons: Sequence[tuple[str, str]]


def answered_hand_overs(form: Form, kind: FormKind) -> Sequence[Given]:
    """`kind`: as the reader is shown the form; a reason about what is not shown is not shown either."""
    return [Given(one, reasons_shown(one, kind, field_label)) for one in hand_overs_of(form)]


def reasons_shown(
    over: HandOver, kind: FormKind, label: Callable[[FormKind, str], str]
) -> Sequence[tuple[str, str]]:
    hidden = frozenset() if kind.by_police else OF_POLICE
    return [(label(kind, name), text) for name, text in over.reasons.items() if name not in hidden]
