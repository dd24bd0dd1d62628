"""Sheets of residents as a committee keeps them, sent and worked on."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from sanshi.entry.importing.actions import Sent, approve
from sanshi.entry.importing.records import actions
from sanshi.entry.models import Import
from sanshi.identity.fictive import fictive_resident_number
from sanshi.jobs.uploads import keep
from sanshi.verbs import Actor
from tests.importing.sending import as_csv, stored, work

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红鹏辉帆宁博"
# Prime to the lengths above: neighbours in the list have nothing in common.
STEP = 7919


def number(n: int) -> str:
    born = date(1950, 1, 1) + timedelta(days=n * STEP % 18_000)
    return fictive_resident_number("010101", born, n * STEP % 997)


def name(n: int) -> str:
    far = n * STEP
    return SURNAMES[far % 31] + GIVEN[far // 31 % 29] + GIVEN[far // 899 % 32]


def phone(n: int) -> str:
    return f"100{n * STEP * 131 % 10**8:08}"


def resident(n: int = 1, **changes: str) -> dict[str, str]:
    return {
        "姓名": name(n),
        "身份证号码": number(n),
        "联系电话": phone(n),
        "人员类别": "来沪人员",
        "居住方式": "承租",
        "现住地址": f"金口路1弄1号{n % 6 // 2 + 1}0{n % 2 + 1}室",
        "入住日期": "2026.3.5",
        "户籍地": "安徽省阜阳市",
        "来沪事由": "务工",
        "居住登记状态": "未登记",
        "告知日期": "2026-03-06",
        **changes,
    }


def residents(count: int, first: int = 1, **changes: str) -> list[dict[str, str]]:
    return [resident(n, **changes) for n in range(first, first + count)]


Rows = bytes | Sequence[Mapping[str, Any]]


def sent(by: Actor, content: Rows, layout: str = "population", committee: UUID | None = None) -> Import:
    data = content if isinstance(content, bytes) else as_csv(content)
    client = uuid4()
    upload = keep(SimpleUploadedFile("sheet.csv", data), client)
    return stored(actions.send(by, client, Sent(layout, "sheet.csv", upload, committee)), by.subdistrict)


def tried(by: Actor, content: Rows, layout: str = "population", committee: UUID | None = None) -> Import:
    row = sent(by, content, layout, committee)
    work(row)
    return stored(row.pk, by.subdistrict)


def carried_out(by: Actor, content: Rows, second: Actor, layout: str = "population") -> Import:
    """By the office, with a second person's approval."""
    return approved_and_done(by, second, tried(by, content, layout))


def approved_and_done(by: Actor, second: Actor, row: Import) -> Import:
    actions.ask_approval(by, uuid4(), row.pk, row.version)
    approve(second, uuid4(), row.pk, row.version + 1)
    return done(by, stored(row.pk))


def done(by: Actor, row: Import) -> Import:
    actions.carry_out(by, uuid4(), row.pk, row.version)
    work(row)
    return stored(row.pk, by.subdistrict)
