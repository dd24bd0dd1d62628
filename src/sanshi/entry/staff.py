"""What a unit's form would change of its staff, its premises and its key trade, for the desk (plan 3.3.3)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.collection import standing
from sanshi.collection.content import FormContent
from sanshi.collection.fields import FormKind
from sanshi.collection.labels import section_label
from sanshi.collection.models import Form, FormAction
from sanshi.collection.staffing import lines_of
from sanshi.journal.recording import saw
from sanshi.register import employees, labels
from sanshi.register.differences import Difference, differences
from sanshi.register.facts import EmploymentFacts, Lives, UnitFacts, employment_field
from sanshi.register.history import current
from sanshi.register.holders import document_index
from sanshi.register.models import PersonVersion, UnitStatus
from sanshi.territory.models import Door

# Of one of whom nothing changes no more is shown.
_WHO = frozenset({"name", "person"})
_WHERE = frozenset({"person", "document_number", "lives", "residence_door", "residence_region"})


def rows(
    form: Form, content: FormContent, found: standing.Place | None, open_lines: Collection[int] = ()
) -> Iterator[Difference]:
    """`found`: the unit as registered. `open_lines`: places of those who may be somebody of the register."""
    if FormKind.of(form).by_police and content.unit is not None:
        yield _key_trade(content.unit, found)
    words = standing.people_of(form, content)
    if content.moved_from:
        before, here = words.get(content.moved_from, ""), form.door.address
        yield Difference("door", _("Premises"), before, here, here, before != here)
    if found is not None and _closes(content):
        yield from _all_leave(form)
        return
    unit = found.record if found else None
    lines: Sequence[EmploymentFacts] = content.employments
    if unit and form.action == FormAction.REGISTER:
        lines = employees.on_the_staff_of(form.subdistrict_id, unit, lines)
    known = lines_of(form, [line.record for line in lines], unit)
    for place, line in enumerate(lines, start=1):
        found_of = _line(form, line, known.get(line.record), words, place in open_lines)
        yield from (_of_line(place, row) for row in found_of)


def _key_trade(stated: UnitFacts, found: standing.Place | None) -> Difference:
    was = isinstance(found.facts, UnitFacts) and found.facts.key_trade if found else False
    before, given = labels.said("key_trade", was), labels.said("key_trade", stated.key_trade)
    return Difference("key_trade", labels.UNIT["key_trade"], before, given, given, was != stated.key_trade)


def _closes(content: FormContent) -> bool:
    return content.end is not None or bool(content.unit and content.unit.status == UnitStatus.CLOSED)


def _all_leave(form: Form) -> Iterator[Difference]:
    unit = standing.unit_of(form)
    working = employees.running(form.subdistrict_id, [unit] if unit else [], clock.today())
    if count := working.count():
        yield Difference("staff", _("Staff"), str(count), "", gettext("nobody works here any more"), True)


def _line(
    form: Form, line: EmploymentFacts, known: EmploymentFacts | None, words: dict[str, str], is_open: bool
) -> Iterator[Difference]:
    if known is None:
        name = line.name or words.get(line.person, "")
        yield Difference("name", labels.EMPLOYMENT["name"], "", name, name, True)
        yield _home(form, line, words, is_open)
        return
    people = {**words, **standing.names_of(form.subdistrict_id, {known.person} - {""})}
    stored = {name: getattr(known, name) for name in known.names()}
    found = [row for row in differences(line, stored, people) if row.before or row.given]
    confirmed = not any(row.changed for row in found)
    yield from (row for row in found if not confirmed or row.field in _WHO)
    if any(row.changed and row.field in _WHERE for row in found):
        yield _home(form, line, words, is_open)


def _home(form: Form, line: EmploymentFacts, words: dict[str, str], is_open: bool) -> Difference:
    """Where the employee's residence is registered, or who is asked to go there (plan 3.3.5)."""
    said = gettext("depends on who it is, see below") if is_open else _asked(form, line)
    return Difference("home", _("Registered at home"), "", _lives(form, line, words), said, True)


def _lives(form: Form, line: EmploymentFacts, words: dict[str, str]) -> str:
    match line.lives:
        case Lives.ON_SITE:
            return form.door.address
        case Lives.STREET:
            return words.get(line.residence_door, "")
    return line.residence_region


def _asked(form: Form, line: EmploymentFacts) -> str:
    person = _person(form, line)
    if person:
        saw("register.person", [person], fields=("residency",))
        home = employees.homes(form.subdistrict_id, [person], clock.today()).get(person)
        if home or line.lives not in (Lives.ON_SITE, Lives.STREET):
            place = home.name if home else gettext("nowhere in the street now")
            return gettext("known to the register: %(place)s") % {"place": place}
    if line.lives == Lives.ELSEWHERE:
        return gettext("outside of this street")
    door = form.door if line.lives == Lives.ON_SITE else _door(form, line)
    if door is None:
        return ""
    return gettext("not registered: %(committee)s is asked to go") % {"committee": door.committee.name}


def _person(form: Form, line: EmploymentFacts) -> UUID | None:
    if line.person:
        return UUID(line.person)
    index = document_index(line.document_type, line.document_number)
    if not index:
        return None
    rows = PersonVersion.objects.filter(current(), subdistrict=form.subdistrict_id, document_index=index)
    return rows.values_list("person_id", flat=True).first()


def _door(form: Form, line: EmploymentFacts) -> Door | None:
    if not line.residence_door:
        return None
    rows = Door.objects.filter(subdistrict=form.subdistrict_id, pk=UUID(line.residence_door))
    return rows.select_related("committee").first()


def _of_line(place: int, row: Difference) -> Difference:
    label = f"{section_label(f'employment{place}')} · {row.label}"
    return replace(row, field=employment_field(place, row.field), label=label)
