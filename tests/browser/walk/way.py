"""The steps of the walk, in their order: who does what on which screen, and what is seen then."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.browser.walk import residents as person
from tests.browser.walk.actors import Clerk, Collector, Office, Steward
from tests.browser.walk.street import (
    CADRE,
    CHECKER,
    CLERK,
    COMMITTEE,
    COORDINATOR,
    FINANCE,
    LEADER,
    OFFICER,
    QUARTER,
    STEWARD,
    Street,
    at,
)

NOTICE_READ = {"notice_version": "on"}
NEW_PERSON = {"registered_region": "340100", "tenure": "tenant", "permit_status": "none"}


@dataclass
class Walk:
    """Who stands at which device, and the numbers of notices and forms as they were shown."""

    street: Street
    steward: Steward
    coordinator: Collector
    third_phone: Page
    clerk: Clerk
    office: Office
    third_desk: Page
    base_url: str
    notices: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)

    def on_third_phone(self, name: str) -> Collector:
        return Collector(self.third_phone, name, self.base_url)

    def at_third_desk(self, name: str) -> Office:
        return Office(self.third_desk, name, self.base_url)


# 3.1.1, 3.2.2: a notice opens a visit; at the door the category decides who collects


def somebody_moves_in(walk: Walk) -> None:
    at("2026-09-21 09:00")
    walk.notices["101 in"] = walk.steward.gives_notice("101", "入住", due="2026-09-24")
    walk.steward.sees_outcome(walk.notices["101 in"], "核查中")


def coordinator_finds_three_people(walk: Walk) -> None:
    """One from elsewhere is his; the others pass on as visits of their own."""
    at("2026-09-21 10:00")
    coordinator = walk.coordinator
    coordinator.opens_visit("101", "入住", "剩 3 天", "2026-09-21", "2026-09-24", STEWARD, "尚无记录")
    coordinator.states_found({"from-elsewhere": 1, "overseas": 1, "separated": 1})
    coordinator.sees("转交：社区民警", "转交：居委干部")
    coordinator.goes_on_to_forms()
    coordinator.is_told("已转交 2 项上门任务")
    walk.steward.sees_outcome(walk.notices["101 in"], "有效")


def coordinator_fills_the_form(walk: Walk) -> None:
    """The number is checked as it is typed; handed over on the day of collection (3.2.1)."""
    at("2026-09-21 10:30")
    coordinator = walk.coordinator
    coordinator.fills({**NOTICE_READ, "name": person.TENANT.name})
    coordinator.types_number(person.TENANT)
    stay = {**NEW_PERSON, "started_on": "2026-09-19", "stay_reason": "work"}
    coordinator.fills({**stay, "phone": person.MISTYPED_PHONE})
    walk.forms["tenant"] = coordinator.hands_over()


# 3.3: entry, and what is not in order goes back


REASONS = {"phone": "少了一位或写错，请再问一次", "registered_region": "与证件前六位不符"}


def clerk_returns_it(walk: Walk) -> None:
    at("2026-09-21 14:00")
    number = walk.forms["tenant"]
    walk.clerk.opens_form(number, "剩 2 天", person.TENANT.name, "CJ2026", "已告知", "采集及时")
    walk.clerk.returns(number, REASONS)


def coordinator_corrects_it(walk: Walk) -> None:
    at("2026-09-21 15:00")
    walk.coordinator.opens_returned_form("101", walk.forms["tenant"], REASONS)
    walk.coordinator.fills({"phone": person.TENANT.phone, "registered_region": "083401"})
    assert walk.coordinator.hands_over() == walk.forms["tenant"]


def clerk_enters_somebody_new(walk: Walk) -> None:
    at("2026-09-21 16:00")
    clerk, number = walk.clerk, walk.forms["tenant"]
    clerk.opens_form(number, "剩 2 天", "登记簿中没有可能是此人的记录", "此前的退回", *REASONS.values())
    clerk.enters(number, "按新人录入")


def the_register_holds_the_tenant(walk: Walk) -> None:
    """Found by the whole number, masked; one number in full, with a reason."""
    clerk = walk.clerk
    clerk.finds_by_number(person.TENANT)
    clerk.sees_masked(person.TENANT)
    clerk.sees(walk.street.address("101"), "来沪人员", "2026-09-19")
    clerk.reveals_phone(person.TENANT.phone)


# 3.1.2: what was passed on, with the day it became known and the clock unchanged


def cadre_collects_the_separated_one(walk: Walk) -> None:
    at("2026-09-22 09:00")
    cadre = walk.on_third_phone(CADRE)
    cadre.has_no_visit("101", "境外人员")
    cadre.opens_visit("101", "人户分离", "剩 2 天", "2026-09-21", "2026-09-24", "转自", "V2026-09-0001")
    cadre.states_found({"separated": 1})
    cadre.goes_on_to_forms()
    cadre.fills({**NOTICE_READ, "name": person.SEPARATED.name})
    cadre.types_number(person.SEPARATED)
    home = {
        "separation": "lives-here",
        "registered_region": "083102",
        "started_on": "2026-09-15",
        "tenure": "owner",
    }
    cadre.fills({**home, "phone": person.SEPARATED.phone})
    walk.forms["separated"] = cadre.hands_over()
    cadre.signs_out()


def officer_collects_the_overseas_one(walk: Walk) -> None:
    at("2026-09-22 09:30")
    officer = walk.on_third_phone(OFFICER)
    officer.has_no_visit("101", "人户分离")
    officer.opens_visit("101", "境外人员", "剩 2 天", "2026-09-21", "2026-09-24", "转自", "V2026-09-0001")
    officer.states_found({"overseas": 1})
    officer.goes_on_to_forms()
    passport = {
        "document_type": "414",
        "document_number": person.OVERSEAS.number,
        "birth_date": "1988-02-29",
        "sex": "2",
    }
    officer.fills({**NOTICE_READ, "name": person.OVERSEAS.name, **passport, "phone": person.OVERSEAS.phone})
    officer.fills({"nationality": "GBR", "latin_surname": "Brown", "latin_given": "Emma", "tenure": "tenant"})
    officer.fills(
        {"started_on": "2026-09-18", "checked_in_at": "2026-09-18T20:15", "stay_until": "2027-09-01"}
    )
    walk.forms["overseas"] = officer.hands_over()
    officer.signs_out()


# Other notices: a dwelling, a unit, a family that came weeks ago


def three_more_notices(walk: Walk) -> None:
    at("2026-09-22 10:00")
    walk.notices["201 let"] = walk.steward.gives_notice("201", "出租", due="2026-09-28")
    walk.notices["102 opened"] = walk.steward.gives_notice("102", "单位开业", due="2026-09-28")
    walk.notices["202 in"] = walk.steward.gives_notice("202", "入住", due="2026-09-28")


def coordinator_registers_a_dwelling(walk: Walk) -> None:
    at("2026-09-22 14:00")
    coordinator = walk.coordinator
    coordinator.opens_visit("201", "出租", "剩 3 天", "2026-09-22", "2026-09-28")
    coordinator.states_found(dwelling="on")
    coordinator.goes_on_to_forms()
    coordinator.fills({"use": "home", "occupancy": "let", "designed_rooms": "2", "usable_area_m2": "56.2"})
    coordinator.fills({"contact_name": "周房东", "contact_phone": person.LANDLORD_PHONE})
    walk.forms["dwelling"] = coordinator.hands_over()


def coordinator_registers_a_unit(walk: Walk) -> None:
    """As one of the units team (3.1.2)."""
    at("2026-09-22 14:30")
    coordinator = walk.coordinator
    coordinator.opens_visit("102", "单位开业", "剩 3 天", "2026-09-22", "2026-09-28")
    coordinator.states_found({"unit": 1})
    coordinator.goes_on_to_forms()
    coordinator.fills({"name": "晨光面馆", "kind": "community", "status": "open"})
    coordinator.fills({"contact_name": "钱晨光", "contact_phone": person.SHOP_PHONE})
    walk.forms["unit"] = coordinator.hands_over()


def coordinator_registers_a_child_that_came_in_august(walk: Walk) -> None:
    """A back-dated arrival. Seven years old: the guardian is named, and no number was shown."""
    at("2026-09-22 15:00")
    coordinator = walk.coordinator
    coordinator.opens_visit("202", "入住", "剩 3 天", "2026-09-22", "2026-09-28")
    coordinator.states_found({"from-elsewhere": 1})
    coordinator.goes_on_to_forms()
    coordinator.fills({**NOTICE_READ, "name": person.CHILD.name, "document_type": "111", "sex": "1"})
    coordinator.fills({"no_document_reason": "not_at_hand", "birth_date": "2019-05-17"})
    coordinator.fills({"guardian_name": person.GUARDIAN.name, "guardian_phone": person.GUARDIAN.phone})
    coordinator.fills({**NEW_PERSON, "started_on": "2026-08-03", "stay_reason": "family"})
    walk.forms["child"] = coordinator.hands_over()


def clerk_enters_five_forms(walk: Walk) -> None:
    at("2026-09-23 10:00")
    for form, how, fact in (
        ("separated", "按新人录入", "人在户不在"),
        ("overseas", "按新人录入", "Emma Brown"),
        ("dwelling", "录入", "56.2"),
        ("unit", "按新单位录入", "晨光面馆"),
        ("child", "按新人录入", person.GUARDIAN.name),
    ):
        walk.clerk.opens_form(walk.forms[form], "剩 1 天", fact)
        walk.clerk.enters(walk.forms[form], how)


# Alterations


def coordinator_corrects_a_birth_date(walk: Walk) -> None:
    """An own find, begun from the record: the page asks why he looks into the register (2.5.3)."""
    at("2026-09-24 09:00")
    coordinator = walk.coordinator
    coordinator.starts_change("202", person.CHILD)
    coordinator.fills({"alteration_kind": "correction", **NOTICE_READ, "birth_date": "2019-05-07"})
    walk.forms["birth date"] = coordinator.hands_over()


def two_notices_of_changes(walk: Walk) -> None:
    at("2026-09-24 10:00")
    walk.notices["201 over"] = walk.steward.gives_notice("201", "群租", due="2026-09-30")
    walk.notices["102 closed"] = walk.steward.gives_notice("102", "单位歇业", due="2026-09-30")


def coordinator_alters_the_dwelling(walk: Walk) -> None:
    at("2026-09-24 11:00")
    coordinator = walk.coordinator
    coordinator.opens_visit("201", "群租", "剩 3 天", "2026-09-24", "2026-09-30", "出租")
    coordinator.states_found(dwelling="on")
    coordinator.goes_on_to_forms()
    coordinator.fills({"alteration_kind": "change", "changed_on": "2026-09-23", "occupancy": "lodging"})
    walk.forms["dwelling altered"] = coordinator.hands_over()


def coordinator_alters_the_unit(walk: Walk) -> None:
    """Closed for a while only."""
    at("2026-09-24 11:30")
    coordinator = walk.coordinator
    coordinator.opens_visit("102", "单位歇业", "剩 3 天", "2026-09-24", "2026-09-30", "晨光面馆")
    coordinator.states_found(unit_0="alter")
    coordinator.goes_on_to_forms()
    coordinator.fills({"alteration_kind": "change", "changed_on": "2026-09-23", "status": "suspended"})
    walk.forms["unit altered"] = coordinator.hands_over()


def clerk_enters_three_alterations(walk: Walk) -> None:
    at("2026-09-24 16:00")
    clerk, forms = walk.clerk, walk.forms
    for form, label, before, after in (
        ("birth date", "出生日期", "2019-05-17", "2019-05-07"),
        ("dwelling altered", "房屋使用情况", "出租", "集体宿舍"),
        ("unit altered", "状态", "营业", "停业"),
    ):
        clerk.opens_form(forms[form], "剩 2 天")
        clerk.sees_difference((label, before, after, True))
        clerk.enters(forms[form])


# 3.3.3: already in the register


def the_tenant_is_found_at_another_door(walk: Walk) -> None:
    at("2026-09-28 09:00")
    walk.notices["301 in"] = walk.steward.gives_notice("301", "入住", due="2026-10-08")
    at("2026-09-28 10:00")
    coordinator = walk.coordinator
    coordinator.opens_visit("301", "入住", "剩 3 天", "2026-09-28", "2026-10-08")
    coordinator.states_found({"from-elsewhere": 1})
    coordinator.goes_on_to_forms()
    coordinator.fills({**NOTICE_READ, "name": person.TENANT.name})
    coordinator.types_number(person.TENANT)
    stay = {**NEW_PERSON, "registered_region": "083401", "started_on": "2026-09-26", "stay_reason": "work"}
    coordinator.fills({**stay, "phone": person.NEW_PHONE})
    walk.forms["tenant again"] = coordinator.hands_over()


def clerk_sees_who_it_is_and_updates(walk: Walk) -> None:
    at("2026-09-28 14:00")
    clerk, number = walk.clerk, walk.forms["tenant again"]
    clerk.opens_form(
        number, "剩 2 天", "同一人", "证件号一致", walk.street.address("101"), "结束旧居住，新增居住"
    )
    clerk.sees_difference(
        ("姓名", person.TENANT.name, person.TENANT.name, False),
        ("联系电话", person.TENANT.phone[-4:], person.NEW_PHONE[-4:], True),
        ("住址", walk.street.address("101"), walk.street.address("301"), True),
    )
    clerk.enters(number, "更新此人")


# 2.3.2: who left is deregistered


def the_separated_one_leaves(walk: Walk) -> None:
    at("2026-09-28 15:00")
    walk.notices["101 out"] = walk.steward.gives_notice("101", "搬离", due="2026-10-08")
    at("2026-09-28 17:00")
    coordinator = walk.coordinator
    coordinator.opens_visit("101", "搬离", "剩 3 天", "2026-09-28", person.SEPARATED.masked)
    coordinator.finds_nobody_in()
    at("2026-09-29 09:00")
    coordinator.opens_visit("101", "搬离", "剩 2 天", "家中无人", "2026-10-08")
    coordinator.states_gone(person.SEPARATED)
    coordinator.goes_on_to_forms()
    coordinator.fills(
        {
            "ended_on": "2026-09-27",
            "end_reason": "moved",
            "moved_region": "001501",
            "moved_to": "浦东新区塘桥街道",
        }
    )
    walk.forms["gone"] = coordinator.hands_over()


def clerk_enters_the_deregistration(walk: Walk) -> None:
    at("2026-09-29 14:00")
    walk.clerk.opens_form(walk.forms["gone"], "剩 2 天", "2026-09-27", "浦东新区塘桥街道")
    walk.clerk.enters(walk.forms["gone"])


# 3.3.4: paper


def clerk_files_the_paper(walk: Walk) -> None:
    at("2026-09-29 16:00")
    clerk, forms = walk.clerk, walk.forms
    volume = clerk.opens_volume("甲柜 2 层")
    clerk.files(forms["tenant"], volume, 1)
    clerk.files(forms["gone"], volume, 3)
    clerk.sees_in_volume(volume, (1, forms["tenant"]), (3, forms["gone"]))


# Known in the old quarter, collected in the new one


def the_child_has_left_long_since(walk: Walk) -> None:
    """A late deregistration: gone on the 24th, noticed on the 30th, collected after the holidays."""
    at("2026-09-30 16:00")
    walk.notices["202 out"] = walk.steward.gives_notice("202", "搬离", due="2026-10-10")
    at("2026-10-08 09:00")
    coordinator = walk.coordinator
    coordinator.opens_visit("202", "搬离", "剩 2 天", "2026-09-30", "2026-10-10", person.CHILD.masked)
    coordinator.states_gone(person.CHILD)
    coordinator.goes_on_to_forms()
    coordinator.fills({"ended_on": "2026-09-24", "end_reason": "left-shanghai"})
    walk.forms["child gone"] = coordinator.hands_over()
    at("2026-10-09 10:00")
    walk.clerk.opens_form(walk.forms["child gone"], "剩 1 天", "2026-09-24", "离沪")
    walk.clerk.enters(walk.forms["child gone"])


# Who lived here on day X, as known on day Y


def what_the_register_holds_now(walk: Walk) -> None:
    """The alterations since the 23rd; before that day it was so as it was registered first."""
    clerk = walk.clerk
    clerk.opens_dwelling("102")
    clerk.sees("晨光面馆", "停业")
    clerk.opens_dwelling("301")
    clerk.sees(person.TENANT.masked)
    clerk.opens_dwelling("201")
    clerk.sees("集体宿舍", "56.2")
    clerk.asks_facts("2026-09-22", "2026-10-09", "出租", "56.2")


def who_lived_in_202(walk: Walk) -> None:
    clerk, child = walk.clerk, person.CHILD
    clerk.opens_dwelling("202")
    # The back-dated arrival was entered on the 23rd, the late deregistration on 9 October.
    clerk.asks_who_lived_here("2026-08-15", "2026-09-22")
    clerk.asks_who_lived_here("2026-08-15", "2026-09-23", child.masked)
    clerk.asks_who_lived_here("2026-08-02", "2026-09-23")
    clerk.asks_who_lived_here("2026-09-28", "2026-10-08", child.masked)
    clerk.asks_who_lived_here("2026-09-28", "2026-10-09")
    # Still true of the days before.
    clerk.asks_who_lived_here("2026-09-23", "2026-10-09", child.masked)


def when_the_child_was_born(walk: Walk) -> None:
    """The correction was entered on the 24th: as known the day before, the wrong date stands."""
    clerk = walk.clerk
    clerk.opens_person_here(person.CHILD)
    clerk.asks_facts("2026-09-01", "2026-09-23", "2019-05-17")
    clerk.asks_facts("2026-09-01", "2026-09-24", "2019-05-07")


def who_lived_in_101(walk: Walk) -> None:
    clerk = walk.clerk
    tenant, separated, overseas = (one.masked for one in (person.TENANT, person.SEPARATED, person.OVERSEAS))
    clerk.opens_dwelling("101")
    clerk.asks_who_lived_here("2026-09-20", "2026-09-20")
    clerk.asks_who_lived_here("2026-09-20", "2026-09-21", tenant)
    clerk.asks_who_lived_here("2026-09-20", "2026-09-23", tenant, separated, overseas)
    # The tenant moved on the 26th, which the register learned on the 28th.
    clerk.asks_who_lived_here("2026-09-26", "2026-09-27", tenant, separated, overseas)
    clerk.asks_who_lived_here("2026-09-26", "2026-09-28", separated, overseas)
    # The separated one left on the 27th, entered on the 29th.
    clerk.asks_who_lived_here("2026-09-27", "2026-09-28", separated, overseas)
    clerk.asks_who_lived_here("2026-09-27", "2026-09-29", overseas)


# 4.2.1 e: the quarter is worked out, checked, approved and paid by four accounts

# Notices found valid by 30 September, ¥2 each. The one of 202 on the 30th was found valid on 8 October.
NOTICES = ["101 in", "201 let", "102 opened", "202 in", "201 over", "102 closed", "301 in", "101 out"]
# Forms entered by 30 September, ¥1 each; the returned one counts once, that of the officer earns nothing.
OF_COORDINATOR = ["tenant", "dwelling", "unit", "child", "birth date", "dwelling altered", "unit altered"]
OF_COORDINATOR += ["tenant again", "gone"]
OF_CADRE = ["separated"]
# All of them are the clerk's entries of September: below 200, so ¥50; no clerk in July and August.
ENTERED = [*OF_COORDINATOR, *OF_CADRE, "overseas"]
# Clause, payee, pieces, amount. Nothing was checked, so nothing is deducted:
# 16.00 + 9.00 + 1.00 + 3 × 100.00 + 50.00 = 376.00
STATEMENT = [
    ("4.2.1 a", STEWARD, "8", "¥16.00"),
    ("4.2.1 b", COORDINATOR, "9", "¥9.00"),
    ("4.2.1 b", CADRE, "1", "¥1.00"),
    ("4.2.1 c", COMMITTEE, "—", "¥300.00"),
    ("4.2.1 d", CLERK, "11", "¥50.00"),
]
PAYABLE = "¥376.00"


def office_works_the_quarter_out(walk: Walk) -> None:
    at("2026-10-10 09:00")
    office = walk.office
    office.works_out(QUARTER)
    office.sees(PAYABLE)
    office.opens_statement()
    office.sees(COMMITTEE, PAYABLE)


def each_amount_opens_to_its_pieces(walk: Walk) -> None:
    office = walk.office
    lines = office.reads_statement()
    assert sorted(lines) == sorted(STATEMENT)
    pieces = {
        STEWARD: [walk.notices[one] for one in NOTICES],
        COORDINATOR: [walk.forms[one] for one in OF_COORDINATOR],
        CADRE: [walk.forms[one] for one in OF_CADRE],
        CLERK: [walk.forms[one] for one in ENTERED],
    }
    for position, (_clause, payee, _count, _amount) in enumerate(lines):
        if payee in pieces:
            assert office.opens_pieces(position) == sorted(pieces[payee]), payee


def who_made_it_cannot_sign_it(walk: Walk) -> None:
    office = walk.office
    office.opens_settlement(QUARTER)
    office.has_no_button_for("check", "approve", "pay")
    status, words = office.sends_by_hand(f"settlement/{office.settlement_key}/check", office.version)
    assert (status, "结算的编制人、复核人不能再复核或批准该结算" in words) == (403, True)
    for step in ("approve", "pay"):
        status, _words = office.sends_by_hand(f"settlement/{office.settlement_key}/{step}", office.version)
        assert status == 404, step
    office.opens_settlement(QUARTER)
    office.sees_step(1)


def three_others_check_approve_and_pay(walk: Walk) -> None:
    at("2026-10-10 10:00")
    for name, step, done, others in (
        (CHECKER, "check", 2, ("approve", "pay")),
        (LEADER, "approve", 3, ("check", "pay")),
        (FINANCE, "pay", 4, ("check", "approve")),
    ):
        signer = walk.at_third_desk(name)
        signer.opens_settlement(QUARTER)
        signer.has_no_button_for(*others)
        signer.takes_step(step, done)
        signer.sees(name, PAYABLE)
        signer.signs_out()


def steward_sees_the_reward(walk: Walk) -> None:
    walk.steward.opens("my-reward")
    walk.steward.sees(QUARTER, "¥16.00")
