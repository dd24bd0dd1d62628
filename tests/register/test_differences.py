from datetime import date

from django.utils import translation

from sanshi.register import labels
from sanshi.register.differences import differences
from sanshi.register.facts import PersonFacts, UnitFacts
from sanshi.vault.masking import mask_phone
from tests.register.town import a_unit, person_facts


def stored(**changes):
    return {**{name: getattr(person_facts(), name) for name in PersonFacts.names()}, **changes}


def test_a_field_that_differs_is_marked_and_the_form_wins():
    rows = {row.field: row for row in differences(person_facts(name="张为民"), stored())}
    assert (rows["name"].before, rows["name"].given, rows["name"].after) == ("张伟民", "张为民", "张为民")
    assert [name for name, row in rows.items() if row.changed] == ["name"]


def test_what_the_form_leaves_open_stays():
    rows = {row.field: row for row in differences(PersonFacts(name="张伟民"), stored())}
    assert not any(row.changed for row in rows.values())
    assert rows["phone"].after == rows["phone"].before == mask_phone(person_facts().phone)


def test_numbers_are_masked_even_where_they_differ():
    rows = {row.field: row for row in differences(person_facts(phone="10000009999"), stored())}
    assert rows["phone"].changed and rows["phone"].given == "100****9999"


def test_of_a_new_record_everything_stated_is_new():
    rows = differences(a_unit(), None)
    assert {row.field for row in rows} == set(UnitFacts.names())
    assert all(row.changed for row in rows if row.field in {"name", "kind", "status"})
    assert all(row.before == "" for row in rows)


def test_codes_of_standards_are_said_by_their_names():
    (industry,) = (row for row in differences(a_unit(industry="62"), None) if row.field == "industry")
    with translation.override("zh-hans"):
        assert labels.said("nationality", "JPN") == "日本"
        assert labels.said("industry", "62") == "餐饮业"
        assert labels.said("industry", "99") == "99"
        assert labels.said("registered_region", "340000") == "安徽省"
        assert labels.said("registered_region", "340100") == "安徽省 340100"
        assert labels.said("residence_region", "010101") == "010101"
    assert industry.given == labels.said("industry", "62") != "62"


def test_the_notice_read_out_is_no_difference():
    said = person_facts(notice_version="9", notified_on=date(2026, 9, 9))
    assert not any(row.changed for row in differences(said, stored()))
