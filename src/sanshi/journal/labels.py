"""What a reader of the journal calls verbs and kinds of records."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshi.verbs import PURPOSE_LABELS, Purpose

VERBS: dict[str, Promise] = {
    "session.open": _("Sign in"),
    "session.close": _("Sign out"),
    "language.set": _("Choose the language"),
    "asset.read": _("Open a file of the program"),
    "start.open": _("Open the start page"),
    "purpose.state": _("State a purpose"),
    "home.read": _("Open the home page"),
    "password.change": _("Change the password"),
    "notice.give": _("Give a notice"),
    "notice.read": _("Read notices"),
    "notice.print": _("Print a notice"),
    "steward.read": _("Read the list of stewards"),
    "visit.read": _("Read visits"),
    "visit.record": _("Record a visit"),
    "visit.open": _("Open a visit on an own find"),
    "visit.ask": _("Ask for a visit"),
    "form.read": _("Read collection forms"),
    "form.fill": _("Fill in a collection form"),
    "form.hand-over": _("Hand a form over"),
    "form.print": _("Print a collection form"),
    "form.print-blank": _("Print a blank form"),
    "certificate.read": _("Read certificates"),
    "certificate.issue": _("Issue a certificate"),
    "queue.read": _("Read the entry queue"),
    "form.check": _("Check a form at the desk"),
    "form.enter": _("Enter a form"),
    "form.return": _("Return a form"),
    "entry.void": _("Void an entry"),
    "archive.read": _("Read the archive"),
    "archive.file": _("File a form"),
    "stock.take": _("Take stock"),
    "stock.approve": _("Approve a stock taking"),
    "place.import": _("Import places"),
    "place.export": _("Export places"),
    "job.read": _("Read own jobs"),
    "job.run": _("Run a job"),
    "job.purge": _("Remove files of finished jobs"),
    "person.read": _("Read a resident's record"),
    "person.reveal": _("Show a number in full"),
    "dwelling.read": _("Read a dwelling's record"),
    "unit.read": _("Read a unit's record"),
    "place.read": _("Read places"),
    "freshness.count": _("Count dwellings verified in time"),
    "place.make": _("Make or change a place"),
    "settlement.read": _("Read settlements"),
    "reward.read": _("Read own rewards"),
    "inspection.record": _("Record inspection results"),
    "settlement.calculate": _("Calculate a settlement"),
    "settlement.check": _("Check a settlement"),
    "settlement.approve": _("Approve a settlement"),
    "settlement.pay": _("Pay a settlement"),
    "policy.read": _("Read the policy"),
    "policy.load": _("Load a policy"),
    "calendar.read": _("Read the calendar of working days"),
    "calendar.load": _("Load a calendar of working days"),
    "account.read": _("Read accounts"),
    "account.make": _("Make an account"),
    "post.appoint": _("Appoint to a post"),
    "post.end": _("End a post"),
    "journal.read": _("Read the journal"),
}

# By the label of the table; the journal stands above those apps and knows no more of them than these words.
KINDS: dict[str, Promise] = {
    "accounts.account": _("Account"),
    "accounts.post": _("Post"),
    "accounts.certificate": _("Collector's certificate"),
    "collection.form": _("Collection form"),
    "collection.handover": _("Hand-over"),
    "discovery.notice": _("Notice"),
    "entry.entry": _("Entry"),
    "entry.volume": _("Volume of the archive"),
    "entry.filing": _("Place in the archive"),
    "entry.import": _("Import of a file"),
    "jobs.job": _("Job"),
    "journal.line": _("Line of the journal"),
    "register.act": _("Change in the register"),
    "register.person": _("Resident"),
    "register.personversion": _("Version of a resident's record"),
    "register.documentholder": _("Holder of a document number"),
    "register.residency": _("Residency"),
    "register.residencyversion": _("Version of a residency"),
    "register.dwelling": _("Dwelling"),
    "register.dwellingversion": _("Version of a dwelling's record"),
    "register.lease": _("Lease"),
    "register.leaseversion": _("Version of a lease"),
    "register.unit": _("Unit"),
    "register.unitversion": _("Version of a unit's record"),
    "rulebook.policyversion": _("Policy"),
    "rulebook.calendaryear": _("Calendar of working days"),
    "rulebook.calendarday": _("Day of the calendar"),
    "settlement.inspectionresult": _("Inspection result"),
    "settlement.settlement": _("Settlement of a quarter"),
    "settlement.statement": _("Statement"),
    "settlement.statementline": _("Line of a statement"),
    "settlement.countedpiece": _("Counted piece"),
    "streets.subdistrict": _("Street"),
    "territory.committee": _("Committee"),
    "territory.station": _("Police station"),
    "territory.stationarea": _("Area of a police station"),
    "territory.beat": _("Beat"),
    "territory.buildinggroup": _("Building group"),
    "territory.building": _("Building"),
    "territory.door": _("Door"),
    "visits.visit": _("Visit"),
    "visits.attempt": _("Attempt at a door"),
}


def verb_label(name: str) -> Promise | str:
    """A verb that no longer exists keeps its name: lines are never rewritten."""
    return VERBS.get(name, name)


def kind_label(kind: str) -> Promise | str:
    return KINDS.get(kind, kind)


def purpose_label(purpose: str) -> Promise | str:
    return PURPOSE_LABELS.get(Purpose(purpose), "") if purpose in set(Purpose) else purpose
