"""From a form to the register: which of its changes carries the form's subject and action out."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from sanshi.accounts.models import Role
from sanshi.collection import standing
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction, Subject
from sanshi.problems import REQUIRED, Refused
from sanshi.register import changes
from sanshi.register.changes import Effect
from sanshi.register.employees import on_the_staff_of
from sanshi.register.facts import Alteration, AlterationKind
from sanshi.register.history import Writing, current
from sanshi.register.models import UnitVersion
from sanshi.territory.models import Door

T = TypeVar("T")


def carry_out(writing: Writing, form: Form, content: FormContent, same_as: UUID | None) -> Effect:
    """Inside an action. Raises what `register.changes` refuses."""
    return _CHANGES[Subject(form.subject), FormAction(form.action)](writing, form, content, same_as)


def _stated(value: T | None, field: str) -> T:
    if value is None:
        raise Refused(REQUIRED, field=field)
    return value


def _by_police(form: Form) -> bool:
    """Key trades are set by the police only (plan 2.2.4)."""
    return form.collector_role == Role.OFFICER


def _register_person(writing: Writing, form: Form, content: FormContent, same_as: UUID | None) -> Effect:
    return changes.register_person(
        writing,
        _stated(content.person, "person"),
        _stated(content.residency, "residency"),
        form.door,
        _stated(form.collected_on, "collected_at"),
        same_as,
    )


def _alter_person(writing: Writing, form: Form, content: FormContent, same_as: UUID | None) -> Effect:
    return changes.alter_person(
        writing,
        _stated(form.residency_id, "residency"),
        content.person,
        content.residency,
        _stated(content.alteration, "alteration_kind"),
        _stated(form.collected_on, "collected_at"),
    )


def _end_residency(writing: Writing, form: Form, content: FormContent, same_as: UUID | None) -> Effect:
    return changes.end_residency(
        writing, _stated(form.residency_id, "residency"), _stated(content.end, "ended_on")
    )


def _register_dwelling(writing: Writing, form: Form, content: FormContent, same_as: UUID | None) -> Effect:
    return changes.register_dwelling(
        writing,
        _stated(content.dwelling, "use"),
        form.door,
        _stated(form.collected_on, "collected_at"),
        content.leases,
    )


def _alter_dwelling(writing: Writing, form: Form, content: FormContent, same_as: UUID | None) -> Effect:
    return changes.alter_dwelling(
        writing,
        _stated(form.dwelling_id, "dwelling"),
        _stated(content.dwelling, "use"),
        _stated(content.alteration, "alteration_kind"),
        _stated(form.collected_on, "collected_at"),
        content.leases,
    )


def _register_unit(writing: Writing, form: Form, content: FormContent, same_as: UUID | None) -> Effect:
    if same_as is not None:
        return _known_unit(writing, form, content, same_as)
    return changes.register_unit(
        writing,
        _stated(content.unit, "name"),
        form.door,
        _stated(form.collected_on, "collected_at"),
        _by_police(form),
        content.employments,
    )


def _known_unit(writing: Writing, form: Form, content: FormContent, known: UUID) -> Effect:
    """It is what the form says since the day of collection, and stands at the form's door.

    Whom the form finds at work there and the register knows there is no second time put on.
    """
    since = _stated(form.collected_on, "collected_at")
    return changes.alter_unit(
        writing,
        known,
        _stated(content.unit, "name"),
        Alteration(AlterationKind.CHANGE, since),
        since,
        _by_police(form),
        on_the_staff_of(form.subdistrict_id, known, content.employments),
        _moved(form, known),
    )


def _moved(form: Form, unit: UUID) -> tuple[UUID, Door] | None:
    rows = UnitVersion.objects.filter(
        current(), subdistrict=form.subdistrict_id, unit=unit, valid_to__isnull=True
    )
    former = rows.values_list("door", flat=True).first()
    return (former, form.door) if former is not None and former != form.door_id else None


def _alter_unit(writing: Writing, form: Form, content: FormContent, same_as: UUID | None) -> Effect:
    return changes.alter_unit(
        writing,
        _stated(standing.unit_of(form), "unit"),
        _stated(content.unit, "name"),
        _stated(content.alteration, "alteration_kind"),
        _stated(form.collected_on, "collected_at"),
        _by_police(form),
        content.employments,
        (UUID(content.moved_from), form.door) if content.moved_from else None,
    )


def _close_unit(writing: Writing, form: Form, content: FormContent, same_as: UUID | None) -> Effect:
    end = _stated(content.end, "ended_on")
    unit = _stated(standing.unit_of(form), "unit")
    return changes.close_unit(writing, unit, end.ended_on, end.end_reason)


_Change = Callable[[Writing, Form, FormContent, UUID | None], Effect]
_CHANGES: dict[tuple[Subject, FormAction], _Change] = {
    (Subject.PERSON, FormAction.REGISTER): _register_person,
    (Subject.PERSON, FormAction.ALTER): _alter_person,
    (Subject.PERSON, FormAction.DEREGISTER): _end_residency,
    (Subject.DWELLING, FormAction.REGISTER): _register_dwelling,
    (Subject.DWELLING, FormAction.ALTER): _alter_dwelling,
    (Subject.UNIT, FormAction.REGISTER): _register_unit,
    (Subject.UNIT, FormAction.ALTER): _alter_unit,
    (Subject.UNIT, FormAction.DEREGISTER): _close_unit,
}
