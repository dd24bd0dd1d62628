"""Every address of the product: its verb, what it is about, and what it answers to whom it lets in.

`tests/test_routes.py` holds that no address is without a row. What somebody gets who is not let in is the
same for all rows: no session 302 (401 on htmx), everything else the one 404.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

TO_READ, TO_SEND, BOTH = "GET", "POST", "GET POST"
VISITS_SEEN_BY = "secretary security-director coordinator population-office"
BAD = "nonsense"


@dataclass(frozen=True)
class Row:
    verb: str
    # Name in the address → kind of thing (tests.routes.world): {"pk": "visit"}.
    of: Mapping[str, str] = field(default_factory=dict)
    # Status for those let in. 405: the page does not take the method.
    get: int = 200
    post: int = 405
    # Sent by POST; "=door" stands for the thing of that kind at the same place.
    send: Mapping[str, str] = field(default_factory=dict)
    # Of the roles that the verb lets in, those who get this very thing: it is another team's, another's own.
    only: str = ""
    # What the others of the own committee get; not 404 where they may know that it is there.
    refused: int = 404
    # The thing belongs to the street as a whole, so the committee does not matter.
    of_the_street: bool = False
    # A part of a page, without head and body.
    is_part: bool = False
    # For a script or a file, no page at all.
    is_data: bool = False


def thing(kind: str) -> dict[str, str]:
    return {"pk": kind}


LANE = {"pk": "committee", "lane": "lane"}
STALE = {"version": "99"}
NOBODY = "00000000-0000-7000-8000-000000000000"
SQUARE = (
    '{"type": "Polygon", "coordinates":'
    " [[[121.57, 31.25], [121.58, 31.25], [121.58, 31.26], [121.57, 31.26], [121.57, 31.25]]]}"
)

ROWS: dict[str, Row] = {
    # Outside of any street
    "start": Row("start.open", get=302),
    "sign-in": Row("session.open", get=200, post=422, send={"username": BAD}),
    "sign-out": Row("session.close", get=405, post=302),
    "set-language": Row("language.set", get=405, post=302, send={"language": "en"}),
    "change-password": Row("password.change", post=422, send={"old": BAD}),
    # The account's own
    "home": Row("home.read"),
    "my-beat": Row("dwelling.read"),
    "my-beat-week": Row("dwelling.read", thing("beat")),
    "purpose": Row("purpose.state", post=422, send={"purpose": BAD}),
    # Discovery
    "notice-list": Row("notice.read"),
    "notice-give": Row("notice.give", post=422),
    "notice-page": Row("notice.read", thing("notice")),
    "notice-receipt": Row("notice.read", thing("notice")),
    "notice-print": Row("notice.print", thing("notice")),
    "steward-list": Row("steward.read"),
    # Visits
    "visit-list": Row("visit.read"),
    "visit-ask": Row("visit.ask", get=405, post=302, send={"cause": "letting", "door": "=door"}),
    "visit-asked": Row("visit.read", is_part=True),
    "visit-page": Row("visit.read", thing("visit"), only=VISITS_SEEN_BY),
    "visit-notices": Row("visit.read", thing("visit"), only=VISITS_SEEN_BY),
    "visit-dots": Row("visit.read", is_part=True),
    "freshness-page": Row("place.read"),
    "quality": Row("quality.read"),
    "quality-list": Row("quality.read", {"pk": "committee", "fault": "fault"}),
    "quality-count": Row("quality.count", thing("committee"), get=405, post=302),
    "visit-attempt": Row("visit.record", thing("visit"), get=405, post=422, only="coordinator"),
    "visit-close": Row("visit.record", thing("visit"), get=405, post=422, only="coordinator"),
    "visit-findings": Row("visit.record", thing("visit"), post=422, only="coordinator"),
    # Collection
    "visit-forms": Row("visit.read", thing("visit"), only=VISITS_SEEN_BY, is_part=True),
    # Sent without a stairway it asks for one.
    "own-find": Row("visit.open", post=200),
    "unit-move": Row("visit.open", post=200),
    "form-list": Row("form.read"),
    "form-open": Row(
        "visit.open",
        get=405,
        post=302,
        send={"action": "register", "door": "=door", "category": "from-elsewhere"},
        only="coordinator",
        refused=403,  # at their own door, of a category that another role collects (plan 3.1.2)
    ),
    "form-move": Row("visit.open", thing("residency"), post=422),
    "form-blank": Row("form.print-blank"),
    "form-page": Row("form.read", thing("draft")),
    "form-fill": Row("form.fill", thing("draft"), post=409, send=STALE, only="coordinator"),
    "form-hand-over": Row(
        "form.hand-over", thing("draft"), get=405, post=409, send=STALE, only="coordinator"
    ),
    "form-drop": Row("form.fill", thing("draft"), get=405, post=422, only="coordinator"),
    "form-print": Row("form.print", thing("draft")),
    # Entry
    "entry-queue": Row("queue.read"),
    "entry-desk": Row("form.check", thing("desk form")),
    "entry-enter": Row(
        "form.enter", thing("desk form"), get=405, post=409, send={**STALE, "choice": "new", "band": "new"}
    ),
    "entry-beside": Row("form.check", {"pk": "desk form", "candidate": "person"}, is_part=True),
    "entry-hold": Row("form.hold", thing("desk form"), get=405, post=409, send={**STALE, "reason": "等"}),
    "entry-take-up": Row("form.hold", thing("desk form"), get=405, post=409, send=STALE),
    "entry-apart": Row(
        "decision.tell-apart", thing("desk form"), get=405, post=409, send={**STALE, "band": "look"}
    ),
    "decision-list": Row("decision.read"),
    "decision-undo": Row("decision.undo", thing("decision"), post=422, send={"reason": ""}),
    "duplicate-list": Row("duplicate.read"),
    "duplicate-search": Row("duplicate.find", get=405, post=302),
    "duplicate-decided": Row("duplicate.read"),
    "duplicate-undo": Row("duplicate.decide", thing("decided pair"), post=422, send={"reason": ""}),
    "duplicate-page": Row("duplicate.decide", thing("pair"), post=422, send={"reason": ""}),
    "entry-return": Row("form.return", thing("desk form"), get=405, post=409, send=STALE),
    "entry-list": Row("queue.read"),
    "entry-void": Row("entry.void", thing("entry"), post=422, send={"reason": ""}),
    "archive": Row("archive.read"),
    "volume-new": Row("archive.file", post=422, send={"committee": BAD}),
    "volume-page": Row("archive.read", thing("volume")),
    "form-file": Row("archive.file", thing("entered form"), post=422, send={"position": BAD}),
    # Register
    "population": Row("person.read"),
    "overseas-dates": Row("overseas.read"),
    "permit-dates": Row("permit.read"),
    "person-list": Row("person.read"),
    "search": Row("register.search", post=422, send={"text": ""}),
    "person-page": Row("person.read", thing("person")),
    "person-values": Row("person.read", thing("person"), is_part=True),
    "person-readers": Row("person.read", thing("person")),
    "person-answer": Row("person.answer", thing("person")),
    "person-reveal": Row("person.reveal", thing("person"), get=405, post=200),
    "dwelling-list": Row("dwelling.read"),
    "dwelling-tree": Row("dwelling.read", is_part=True),
    "dwelling-lane": Row("dwelling.read", LANE),
    "dwelling-lane-print": Row("dwelling.read", LANE),
    "dwelling-stairway": Row("dwelling.read", thing("building")),
    "dwelling-stairway-print": Row("dwelling.read", thing("building")),
    "dwelling-page": Row("dwelling.read", thing("door")),
    "dwelling-values": Row("dwelling.read", thing("door"), is_part=True),
    "dwelling-readers": Row("dwelling.read", thing("door")),
    "dwelling-letting": Row("dwelling.read", thing("door"), is_part=True),
    "letting-list": Row("dwelling.read"),
    "letting-print": Row("dwelling.read"),
    "unit-list": Row("unit.read"),
    "unit-page": Row("unit.read", thing("unit")),
    "employee-reveal": Row("person.reveal", thing("employee"), get=405, post=200),
    "unit-values": Row("unit.read", thing("unit"), is_part=True),
    "unit-readers": Row("unit.read", thing("unit")),
    # Places
    "place-list": Row("place.read"),
    "committee-page": Row("place.read", thing("committee")),
    "building-page": Row("place.read", thing("building")),
    "committee-new": Row("place.make", post=422, send={"code": BAD}),
    "committee-rename": Row("place.make", thing("committee"), post=422, send={"code": BAD}),
    "committee-areas": Row("place.read", thing("committee")),
    "committee-merge": Row("place.make", thing("committee"), post=422, send={"into": BAD}),
    "committee-split": Row("place.make", thing("committee"), post=422, send={"code": BAD}),
    "committee-move": Row("place.make", thing("committee"), post=422, send={"effective_on": BAD}),
    "beat-new": Row("place.make", thing("committee"), post=422, send={"name": ""}),
    "beat-rename": Row("place.make", thing("beat"), post=422, send={"name": ""}),
    "group-new": Row("place.make", thing("beat"), post=422, send={"name": ""}),
    "group-arrange": Row("place.make", thing("group"), post=422, send={"name": ""}),
    "station-list": Row("place.read"),
    "station-new": Row("place.make", post=422, send={"name": ""}),
    "station-cover": Row("place.make", thing("station"), post=422, send={"name": ""}, of_the_street=True),
    "change-list": Row("place.read"),
    "change-page": Row("place.read", thing("change"), of_the_street=True),
    "change-withdraw": Row("place.make", thing("withdrawn change"), get=405, post=409, of_the_street=True),
    "stairway-new": Row("place.make", thing("committee"), post=422, send={"road": ""}),
    "making-page": Row("place.make", thing("making"), post=422, send={"client_id": BAD}),
    "stairway-doors": Row("place.make", thing("building"), post=422),
    "doors-add": Row("place.make", thing("building"), post=422),
    "stairway-rename": Row("place.make", thing("building"), post=422),
    "stairway-close": Row("place.make", thing("building"), post=422),
    "door-split": Row("place.make", thing("door"), post=422),
    "door-close": Row("place.make", thing("door"), post=422),
    "lane-page": Row("place.read", thing("building")),
    "lane-rename": Row("place.make", thing("building"), post=422),
    "compound-list": Row("place.read"),
    "compound-page": Row("place.read", thing("compound")),
    "compound-new": Row("place.make", thing("committee"), post=422),
    "compound-rename": Row("place.make", thing("compound"), post=422),
    "compound-fill": Row("place.make", thing("compound"), post=422, send={"client_id": BAD}),
    # Sheets of places
    "import-list": Row("place.import"),
    "stock-list": Row("stock.take"),
    "stock-new": Row("stock.take", post=422),
    "stock-template": Row(
        "stock.take",
        {"layout": "kind of sheet", "form": "form of sheet"},
        of_the_street=True,
        is_data=True,
    ),
    "stock-page": Row("stock.take", thing("stock sheet")),
    "stock-rows": Row("stock.take", thing("stock sheet") | {"outcome": "outcome"}),
    "stock-columns": Row("stock.take", thing("stock sheet"), post=422, send={"column0": BAD}),
    "stock-remarks": Row("stock.take", thing("stock sheet"), is_data=True, only="clerk"),
    "stock-ask": Row("stock.take", thing("stock sheet"), get=405, post=409, send=STALE),
    "stock-carry-out": Row("stock.take", thing("stock sheet"), get=405, post=409, send=STALE),
    "stock-withdraw": Row("stock.take", thing("stock sheet"), get=405, post=409, send=STALE),
    "stock-doubt": Row("stock.take", thing("doubt"), post=422, send={"choice": BAD}),
    "import-new": Row("place.import", post=422),
    "import-template-xlsx": Row("place.import", is_data=True),
    "import-template-csv": Row("place.import", is_data=True),
    "import-page": Row("place.import", thing("import"), of_the_street=True),
    "import-remarks": Row("place.import", thing("import"), of_the_street=True, is_data=True),
    "import-ask": Row("place.import", thing("import"), get=405, post=409, send=STALE, of_the_street=True),
    # Who sent the sheet does not approve it.
    "import-approve": Row(
        "stock.approve", thing("import"), get=405, post=403, send=STALE, of_the_street=True
    ),
    "import-carry-out": Row(
        "place.import", thing("import"), get=405, post=409, send=STALE, of_the_street=True
    ),
    "import-withdraw": Row(
        "place.import", thing("import"), get=405, post=409, send=STALE, of_the_street=True
    ),
    "place-export": Row("place.export", post=302),
    # Long work
    "job-list": Row("job.read"),
    "job-page": Row("job.read", thing("job"), only="population-office"),
    "job-progress": Row("job.read", thing("job"), only="population-office", is_part=True),
    "job-cancel": Row("job.run", thing("job"), get=405, post=409, only="population-office"),
    "job-resume": Row("job.run", thing("job"), get=405, post=302, only="population-office"),
    "job-file": Row("job.read", thing("job"), only="population-office", is_data=True),
    # The map
    "map": Row("place.read"),
    "map-layers": Row("place.read", is_data=True),
    "map-at": Row("place.read", get=400, is_data=True),
    "map-export": Row("place.read", {"kind": "kind of shapes"}, of_the_street=True, is_data=True),
    "map-import": Row("place.make", post=422, send={"kind": BAD}),
    "border-edit": Row(
        "place.make", thing("committee"), post=409, send={"border": NOBODY, "outline": SQUARE}
    ),
    "building-point": Row("place.make", thing("building"), post=422, send={"longitude": BAD}),
    "coverage-posts": Row("place.read", is_data=True),
    "coverage-freshness": Row("place.read", is_data=True),
    # Settlement
    "settlement-list": Row("settlement.read"),
    "settlement-page": Row("settlement.read", {"quarter": "quarter"}, of_the_street=True),
    "settlement-calculate": Row("settlement.calculate", get=405, post=422, send={"quarter": BAD}),
    "settlement-check": Row(
        "settlement.check", thing("settlement"), get=405, post=409, send=STALE, of_the_street=True
    ),
    "settlement-approve": Row(
        "settlement.approve", thing("settlement"), get=405, post=409, send=STALE, of_the_street=True
    ),
    "settlement-pay": Row(
        "settlement.pay", thing("settlement"), get=405, post=409, send=STALE, of_the_street=True
    ),
    "statement-page": Row("settlement.read", thing("statement")),
    "statement-print": Row("settlement.read", thing("statement")),
    "line-page": Row("settlement.read", thing("line")),
    "own-line": Row("reward.read", thing("line")),
    "inspection-list": Row("inspection.record"),
    "inspection-form": Row(
        "inspection.record", {"quarter": "quarter", "committee": "committee"}, post=422, send={"checked": BAD}
    ),
    "own-rewards": Row("reward.read"),
    # Rulebook
    "policy": Row("policy.read"),
    "policy-version": Row("policy.read", thing("policy"), of_the_street=True),
    "policy-load": Row("policy.load", post=422),
    "calendar": Row("calendar.read"),
    "calendar-load": Row("calendar.load", post=422, send={"year": BAD}),
    # System
    "account-list": Row("account.read"),
    "account-page": Row("account.read", thing("account")),
    "account-new": Row("account.make", post=422, send={"username": ""}),
    "post-appoint": Row("post.appoint", thing("account"), post=422, send={"role": BAD}),
    "account-password": Row("password.reset", thing("account"), post=422, send={"password": ""}),
    "post-new": Row("post.appoint", post=422, send={"role": BAD}),
    "committee-holders": Row("account.read", thing("committee"), is_part=True),
    "station-holders": Row(
        "account.read", thing("station"), is_part=True, only="population-office administrator"
    ),
    "post-end": Row("post.end", thing("post"), post=422, send={"last_day": BAD}),
    "certificate-list": Row("certificate.read"),
    "certificate-issue": Row("certificate.issue", thing("account"), post=422, send={"valid_from": BAD}),
    "journal-list": Row("journal.read"),
    "journal-line": Row("journal.read", {"number": "journal line"}, of_the_street=True),
}
