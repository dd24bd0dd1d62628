"""A row of a sheet of employees (从业), read into a line of a unit's form. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sanshi import clock
from sanshi.collection.content import FormContent, of_employment
from sanshi.collection.fields import FormKind
from sanshi.collection.models import FormAction, Subject
from sanshi.collection.rules import Timing, problems_of_tidied, tidied
from sanshi.entry.importing.problems import Level, Wrong
from sanshi.entry.importing.records.doors import Found
from sanshi.entry.importing.records.facts import Read, Reader, Row, kept
from sanshi.identity.names import check_name
from sanshi.identity.numbers import check_credit_code
from sanshi.problems import REQUIRED, WRONG_CREDIT_CODE, WRONG_DOCUMENT_NUMBER
from sanshi.register.facts import Alteration, AlterationKind, EmploymentFacts, Lives, UnitFacts

KIND = FormKind(Subject.UNIT.value, FormAction.ALTER.value)
_SAID = (
    "name",
    "document_type",
    "document_number",
    "lives",
    "residence_region",
    "started_on",
    "ended_on",
)
# Of the form, where a sheet's column has another name.
_COLUMNS = {"residence_door": "residence_address"}


class StaffReader(Reader):
    """What comes of a row has the unit as it is stated; `StaffTrial` finds it in the register."""

    def read(self, number: int, cells: Sequence[Any]) -> Read:
        return _Employee(self, number, cells).read()


class _Employee(Row):
    def read(self) -> Read:
        self._refuse_spoilt()
        where = self.reader.doors().of_row(self) if self.text("address") else Found()
        unit, line = self._unit(), self._line()
        found = Read(self.number, self.problems, where=where, row=self)
        if self.is_without_error or line.name:
            since = Alteration(AlterationKind.CHANGE, self.reader.counted_on)
            found.content = self._held_to_the_form(
                FormContent(unit=unit, alteration=since, employments=(line,))
            )
        return found

    def _unit(self) -> UnitFacts:
        code, name = self._value("credit_code") if self.text("credit_code") else "", self.text("unit_name")
        if code:
            checked = check_credit_code(code)
            if checked.problems:
                number = WRONG_CREDIT_CODE.number
                self.wrong(Wrong.RULE, "credit_code", number=number, why=str(checked.message))
        elif not name and not self.text("credit_code"):
            self._required("unit_name")
        return UnitFacts(name, "", credit_code=code or "")

    def _line(self) -> EmploymentFacts:
        values = {key: value for key in _SAID if key in self.cells and (value := self._value(key))}
        if name := values.get("name"):
            checked = check_name(name)
            values["name"] = checked.normal
            if not checked.ok:
                self.wrong(Wrong.NAME, "name")
        self._settle_document(values)
        self._settle_home(values)
        return EmploymentFacts(**values)

    def _settle_home(self, values: dict[str, Any]) -> None:
        """An address in the street or a region elsewhere says by itself where somebody lives."""
        address = self.text("residence_address")
        if not values.get("lives") and not self.text("lives"):
            if address:
                values["lives"] = Lives.STREET.value
            elif values.get("residence_region"):
                values["lives"] = Lives.ELSEWHERE.value
        if address and values.get("lives") == Lives.STREET:
            home = self.reader.doors().of_text(address)
            for wrong, level, params in home.said:
                self.wrong(wrong, "residence_address", level, **params)
            if home.door is not None:
                values["residence_door"] = str(home.door)

    def _held_to_the_form(self, content: FormContent) -> FormContent:
        told = {problem.column for problem in self.problems if problem.is_error}
        day = self.reader.counted_on
        noon = datetime.combine(day, time(12), clock.SHANGHAI)
        gone = content.employments[0].ended_on
        content = tidied(KIND, content, day)
        for refused in problems_of_tidied(KIND, content, Timing(day, noon, noon)):
            line = of_employment(str(refused.field))
            key = _COLUMNS.get(line[1], line[1]) if line else ""
            if not key or key in told:
                continue
            if refused.kind == REQUIRED:
                self._required(key)
            elif refused.kind != WRONG_DOCUMENT_NUMBER:
                params: Mapping[str, Any] = {name: kept(one) for name, one in refused.params.items()}
                self.wrong(Wrong.RULE, self.column_of(key), Level.ERROR, number=refused.kind.number, **params)
        # The form drops the end of what the register does not know; whether it does is seen later.
        return replace(content, employments=(replace(content.employments[0], ended_on=gone),))
