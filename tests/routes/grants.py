"""Who may do what, and how far, as the plan says it (plan 2, issue 2 point 6). Written by hand, from the plan
and not from `accounts.roles`: a slip there fails here.

Verb → scope → roles. What stands in no line may be done by nobody.
"""

COLLECTORS = "secretary cadre security-director coordinator security-team officer"
LEADS = "secretary security-director"
OFFICES = "inspector population-office section leader finance administrator"
EVERY_ROLE = f"{COLLECTORS} clerk steward property-staff {OFFICES}"

GRANTS: dict[str, dict[str, str]] = {
    # 3.1.1 A notice is given by those who stand in the stairway; who gave it sees its outcome.
    "notice.give": {"group": "steward", "committee": "property-staff"},
    "notice.read": {
        "own": "steward property-staff",
        "beat": "cadre",
        "committee": f"{LEADS} coordinator",
        "station": "officer inspector",
        "street": "population-office",
    },
    "notice.print": {
        "own": "steward property-staff",
        "beat": "cadre",
        "committee": f"{LEADS} coordinator",
        "street": "population-office",
    },
    "steward.read": {"committee": LEADS, "station": "officer", "street": "population-office"},
    # 3.2.2 Visits, 3.2.1 forms: by those who collect (3.1.2); their leaders and clerk see them all.
    "visit.read": {"committee": COLLECTORS, "street": "population-office"},
    "visit.record": {"committee": COLLECTORS},
    "visit.open": {"committee": COLLECTORS},
    # 2.3.3 The house asks for a look: whoever answers for the beat, the committee or the street.
    "visit.ask": {"committee": f"{LEADS} cadre", "street": "population-office"},
    "form.read": {
        "own": "cadre coordinator security-team officer",
        "committee": f"{LEADS} clerk",
        "street": "population-office",
    },
    "form.fill": {"committee": COLLECTORS},
    "form.hand-over": {"own": COLLECTORS},
    "form.print": {"own": "cadre coordinator security-team officer", "committee": f"{LEADS} clerk"},
    "form.print-blank": {"committee": f"{COLLECTORS} clerk", "street": "population-office"},
    # 3.1.3 The street makes the certificates.
    "certificate.read": {"committee": LEADS, "street": "population-office administrator"},
    "certificate.issue": {"street": "population-office"},
    # 3.3 The desk is the clerk's alone; his committee's leadership and the office look on.
    "queue.read": {"committee": f"{LEADS} clerk", "street": "population-office"},
    "form.check": {"committee": "clerk"},
    "form.enter": {"committee": "clerk"},
    "form.return": {"committee": "clerk"},
    "form.hold": {"committee": "clerk"},
    "entry.void": {"committee": "clerk"},
    "decision.read": {"committee": f"{LEADS} clerk", "street": "population-office"},
    "decision.undo": {"committee": "clerk"},
    "decision.tell-apart": {"committee": "clerk"},
    # 3.3.3 Two records of one person: the clerk within his committee, the office across committees.
    "duplicate.read": {"committee": "clerk", "street": "population-office"},
    "duplicate.decide": {"committee": "clerk", "street": "population-office"},
    "duplicate.find": {"street": "population-office"},
    "archive.read": {"committee": f"{LEADS} clerk", "street": "population-office"},
    "archive.file": {"committee": "clerk"},
    # The first count is the house's own work; from a sheet the office's, which a second person approves.
    # A clerk brings in the sheets of the own committee; the office those of the street, approved by a second.
    "stock.take": {"committee": "clerk", "street": "population-office"},
    # Who runs the house does it, at its command line.
    "street.found": {},
    "stock.approve": {"street": "population-office"},
    # Sheets of places: in by those who make places, out by those who look after them.
    "place.import": {"street": "population-office administrator"},
    "place.export": {"committee": LEADS, "street": "population-office section administrator"},
    # Long work is seen and stopped by whoever asked for it; clearing away is the house's own.
    "job.read": {"own": f"{LEADS} clerk population-office section administrator"},
    "job.run": {"own": f"{LEADS} clerk population-office section administrator"},
    "job.purge": {},
    # 2.3.3 How fresh the register is, is counted by night.
    "freshness.count": {},
    "register.reindex": {},
    # 3.3.2 Faults of records: whoever can see that they are put right; 2.2.1 the officer sees them.
    "quality.read": {"committee": f"{LEADS} clerk", "station": "officer", "street": "population-office"},
    "quality.count": {"committee": f"{LEADS} clerk", "street": "population-office"},
    # 2.2.5 Overseas persons are the police's; the office answers for the whole.
    "overseas.read": {"station": "officer", "street": "population-office"},
    # 2.2.2, 2.3.1, 2.3.4 Residence permits: who registers persons from elsewhere and helps them.
    "permit.read": {
        "committee": f"{LEADS} coordinator",
        "station": "officer",
        "street": "population-office",
    },
    # 2.2.1, 2.3.3, 2.4.1 Who works with residents reads their records, at the own places.
    "person.read": {
        "committee": f"{LEADS} cadre coordinator clerk",
        "station": "officer",
        "street": "population-office",
    },
    "person.reveal": {
        "committee": f"{LEADS} cadre coordinator clerk",
        "station": "officer",
        "street": "population-office",
    },
    # A resident is told who read the own record: at the committee's counter, or at the office.
    "person.answer": {"committee": f"{LEADS} clerk", "street": "population-office"},
    "dwelling.read": {
        "committee": f"{LEADS} cadre coordinator clerk",
        "station": "officer",
        "street": "population-office",
    },
    "unit.read": {
        "committee": f"{LEADS} cadre coordinator clerk security-team",
        "station": "officer",
        "street": "population-office section",
    },
    # 5.3 Of each kind only what its own verb reaches is searched.
    "register.search": {
        "committee": f"{LEADS} cadre coordinator clerk security-team",
        "station": "officer",
        "street": "population-office section",
    },
    # 1.2 Places name nobody. They are made by the office.
    "place.read": {
        "committee": f"{COLLECTORS} clerk",
        "station": "inspector",
        "street": "population-office section leader administrator",
    },
    "place.make": {"street": "population-office administrator"},
    # 4.2 The office drafts and checks, the leader in charge approves, finance pays. Who earns sees his own.
    "settlement.read": {
        "committee": LEADS,
        "station": "inspector",
        "street": "population-office leader finance",
    },
    # 4.2.1 a, b, d Who can be paid sees it: neither officers nor the security team.
    "reward.read": {"own": f"{LEADS} cadre coordinator clerk steward property-staff"},
    "inspection.record": {"street": "population-office"},
    "settlement.calculate": {"street": "population-office"},
    "settlement.check": {"street": "population-office"},
    "settlement.approve": {"street": "leader"},
    "settlement.pay": {"street": "finance"},
    # The rules of the work are open to those who work by them.
    "policy.read": {"street": EVERY_ROLE},
    "policy.load": {"street": "administrator"},
    "calendar.read": {"street": f"{COLLECTORS} clerk {OFFICES}"},
    "calendar.load": {"street": "population-office administrator"},
    # 2.1.5 Who leads sees who works here; the office appoints; the administrator has no residents at all.
    "account.read": {"committee": LEADS, "street": "population-office administrator"},
    "account.make": {"street": "administrator"},
    "password.reset": {"street": "administrator"},
    "post.appoint": {"street": "population-office administrator"},
    "post.end": {"street": "population-office administrator"},
    "journal.read": {"street": "administrator"},
}

PUBLIC = frozenset({"session.open", "language.set", "asset.read"})
# Of any account that is signed in.
EVERYBODY = frozenset({"session.close", "start.open", "purpose.state", "home.read", "password.change"})


def scope_of(verb: str, role: str) -> str:
    """How far; empty for not at all."""
    return next((scope for scope, roles in GRANTS[verb].items() if role in roles.split()), "")
