"""A form about a unit that the register knows, naming staff whom it knows there too (plan 3.3.3)."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from sanshi.collection.actions import Finding
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form
from sanshi.entry.choice import Decision
from sanshi.entry.models import Match
from sanshi.problems import TWICE_ON_THE_FORM
from sanshi.register.differences import Difference
from sanshi.register.employees import OnStaff, recognised
from sanshi.register.facts import EmploymentFacts, Lives
from sanshi.register.history import current
from sanshi.register.models import EmploymentVersion
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory
from tests.entry.desk import a_number, a_person, a_unit, an_arrival, entered, handed_over, stored
from tests.entry.test_match import at_the_desk, refused_by
from tests.visits.neighbourhood import STREET, CommitteeHere

REASON = "营业执照上是同一家"
SHOP = a_unit(name="晨光面馆", contact_phone="13900010001")
WANG = EmploymentFacts(
    name="王小二", lives=Lives.ELSEWHERE, residence_region="012345", started_on=date(2026, 9, 1)
)
LI = replace(WANG, name="李小四", document_type="111", document_number=a_number())


@pytest.fixture
def known(here: CommitteeHere, clerk: Actor, collector: Actor) -> Form:
    """A shop with Wang, without a number, and Li."""
    form = on_the_desk(collector, here, WANG, LI)
    entered(clerk, form)
    return stored(form.pk)


def on_the_desk(collector: Actor, here: CommitteeHere, *staff: EmploymentFacts) -> Form:
    content = FormContent(unit=SHOP, employments=staff)
    return handed_over(collector, here.doors[0][0], content, Finding(FoundCategory.UNIT))


def same(known: Form) -> Decision:
    return Decision(Match.SAME, known.unit_id, REASON)


def spells() -> list[tuple[str, date, date | None]]:
    rows = EmploymentVersion.objects.filter(current(), subdistrict=STREET).order_by("employment_id")
    return [(row.name.open() if row.name else "", row.valid_from, row.valid_to) for row in rows]


def changed(clerk: Actor, form: Form, known: Form) -> list[Difference]:
    rows = at_the_desk(clerk, form, known.unit_id).comparison.rows
    return [row for row in rows if row.changed and row.field.startswith("employment")]


def test_who_is_on_the_staff_already_is_confirmed(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: Form
) -> None:
    before = spells()
    form = on_the_desk(collector, here, LI, WANG)
    shown = at_the_desk(clerk, form, known.unit_id).comparison
    assert not changed(clerk, form, known) and shown.changes_nothing
    assert [row.given for row in shown.rows if row.field.endswith("_name")] == ["李小四", "王小二"]
    entry = entered(clerk, form, same(known))
    assert spells() == before and not entry.changed


def test_another_value_alters_the_running_spell(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: Form
) -> None:
    number = a_number()
    wang = replace(WANG, document_type="111", document_number=number)
    li = replace(LI, started_on=date(2026, 8, 1), residence_region="012346")
    form = on_the_desk(collector, here, wang, li, replace(WANG, name="赵小六"))
    fields = {row.field for row in changed(clerk, form, known)}
    assert {"employment1_document_number", "employment2_started_on", "employment3_name"} <= fields
    assert "employment2_document_number" not in fields
    entry = entered(clerk, form, same(known))
    rows = EmploymentVersion.objects.filter(current(), subdistrict=STREET, valid_to__isnull=True)
    assert entry.changed and rows.values("employment").distinct().count() == 3
    assert min(day for name, day, _end in spells() if name == "李小四") == date(2026, 8, 1)
    said = {row.name.open(): row for row in rows if row.name}
    assert said["王小二"].document_number.open() == number  # type: ignore[union-attr]
    assert said["李小四"].document_index and said["李小四"].residence_region == "012346"


def test_a_person_of_the_register_is_confirmed_by_the_number(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: Form
) -> None:
    """Linked at first by the record, described by name and number later: still the one employed."""
    person = a_person()
    who = stored(entered(clerk, an_arrival(collector, here.doors[0][1], person)).form_id).person_id
    entered(
        clerk,
        on_the_desk(collector, here, EmploymentFacts(person=str(who), started_on=date(2026, 9, 5))),
        same(known),
    )
    before = spells()
    said = replace(
        WANG,
        name=person.name,
        document_type="111",
        document_number=person.document_number,
        started_on=date(2026, 9, 5),
    )
    form = on_the_desk(collector, here, said)
    assert not changed(clerk, form, known)
    assert not entered(clerk, form, same(known)).changed and spells() == before
    assert EmploymentVersion.objects.filter(current(), subdistrict=STREET, person=who).count() == 1


def test_nobody_is_twice_on_one_form(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: Form
) -> None:
    before = spells()
    form = on_the_desk(collector, here, LI)
    form.content = FormContent(unit=SHOP, employments=(LI, LI)).to_json()
    form.save(update_fields=["content"])
    assert refused_by(lambda: entered(clerk, form, same(known))).kind is TWICE_ON_THE_FORM
    assert spells() == before


# Whom a line means


def line(name: str = "", number: str = "", person: str = "", record: str = "") -> EmploymentFacts:
    kind = "111" if number else ""
    return EmploymentFacts(record, person, name, kind, number)


def meant(lines: list[EmploymentFacts], *staff: OnStaff) -> list[UUID | None]:
    return [UUID(one.record) if one.record else None for one in recognised(lines, staff, {})]


def test_a_name_alone_means_somebody_where_both_sides_have_it_once() -> None:
    one, two = OnStaff(uuid4(), "王小二", ""), OnStaff(uuid4(), "王小二", "")
    assert meant([line("王小二")], one) == [one.employment]
    assert meant([line("王小二")], one, two) == [None]
    assert meant([line("王小二"), line("王小二")], one) == [None, None]
    assert meant([line("李小四")], one) == [None]


def test_two_numbers_of_one_name_are_two_persons() -> None:
    numbered = OnStaff(uuid4(), "王小二", "a" * 64)
    assert meant([line("王小二", a_number())], numbered) == [None]
    assert meant([line("王小二")], numbered) == [numbered.employment]


def test_a_line_that_says_whom_it_is_about_stays() -> None:
    one = OnStaff(uuid4(), "王小二", "")
    known = line("王小二", record=str(uuid4()))
    assert recognised([known], [one], {}) == (known,)
    who = uuid4()
    linked = OnStaff(uuid4(), "王小二", "", who)
    assert meant([line(person=str(who))], linked) == [linked.employment]
