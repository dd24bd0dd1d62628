"""What a clerk types of a person: seven cells, right, in the usual style."""

from dataclasses import dataclass
from datetime import date

from sanshi.identity.documents import DocumentType, Sex
from sanshi.project.generate.noise_words import STYLES, in_chinese
from sanshi.project.generate.people import WORDS, Dwelling, Person

KINDS = {
    DocumentType.RESIDENT_CARD: "RIC",
    DocumentType.PASSPORT: "PASSPORT",
}


@dataclass(slots=True)
class Cells:
    name: str
    sex: str
    birth_date: str
    id_type: str
    id_number: str
    phone: str
    address: str

    def row(self) -> tuple[str, ...]:
        return self.name, self.sex, self.birth_date, self.id_type, self.id_number, self.phone, self.address


def cells(person: Person) -> Cells:
    return Cells(
        person.name,
        STYLES["male" if person.sex == Sex.MALE else "female"],
        person.birth.isoformat(),
        KINDS[person.document_type],
        person.number,
        person.phone,
        address(person.dwelling, STYLES["plain"]["lane" if person.dwelling.lane else "estate"]),
    )


def address(dwelling: Dwelling, style: str, extra: str = "") -> str:
    lane, number, room = dwelling.lane, dwelling.number, dwelling.room
    return style.format(
        district=WORDS["places"]["district"],
        r=dwelling.road,
        l=lane,
        n=number,
        o=room,
        x=extra,
        cl=in_chinese(lane),
        cn=in_chinese(number),
        co=in_chinese(room),
    )


def day(birth: date, style: str) -> str:
    figures = {"m": str(birth.month), "d": str(birth.day), "y": str(birth.year)}
    padded = {"mm": f"{birth.month:02}", "dd": f"{birth.day:02}", "y2": f"{birth.year % 100:02}"}
    chinese = {f"c{name}": in_chinese(text) for name, text in figures.items()}
    return style.format(**figures, **padded, **chinese)
