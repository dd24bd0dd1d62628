"""The catalogue of refusals. A number is never reused; a retired one stays here as a comment."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    """`number` is what support asks for; the first three digits are the HTTP status."""

    number: int
    text: Promise

    @property
    def status(self) -> int:
        return self.number // 100


class Refused(Exception):
    """An action or a look-up says no, in words for the reader.

    `field` names the form field that would have to change; `params` fill the text, never with personal data.
    """

    def __init__(self, kind: Kind, *, field: str | None = None, **params: Any) -> None:
        super().__init__(kind.number)
        self.kind = kind
        self.field = field
        self.params = params

    @property
    def message(self) -> str:
        return str(self.kind.text) % self.params if self.params else str(self.kind.text)

    @property
    def status(self) -> int:
        return self.kind.status

    def __str__(self) -> str:
        return f"{self.kind.number}: {self.message}"


# 400: what was sent cannot be read or does not hold together
REQUIRED = Kind(40001, _("This is required."))
NOT_A_CHOICE = Kind(40002, _("Choose one of the values offered."))
IN_THE_FUTURE = Kind(40003, _("This day has not come yet. Enter today or an earlier day."))
AFTER_COLLECTION = Kind(40004, _("The day it became known cannot be after the day of collection (%(day)s)."))
ENDS_BEFORE_START = Kind(40005, _("The end (%(end)s) lies before the start (%(start)s)."))
PERSONAL_NUMBER_IN_TEXT = Kind(
    40006, _("A remark holds no ID or phone number. Say what was seen at the place, without the number.")
)
WRONG_DOCUMENT_NUMBER = Kind(40007, _("This is not a valid number for this kind of document: %(why)s"))
WRONG_PHONE = Kind(40008, _("This is not a phone number. Enter 11 digits, or area code and number."))
WRONG_CREDIT_CODE = Kind(40009, _("This is not a valid unified social credit code (GB 32100): %(why)s"))
NOT_YOUR_PLACE = Kind(40010, _("This place is not among those of your post."))
REASON_REQUIRED = Kind(40011, _("Give a reason for each field that has to change."))
NUMBER_OUT_OF_RANGE = Kind(40012, _("Enter a whole number from %(least)s to %(most)s."))
WRONG_QUARTER = Kind(40013, _("A quarter is written like 2026Q3."))
PERIOD_TAKEN = Kind(40014, _("%(who)s already holds this post in these days."))
WRONG_FILE = Kind(40015, _("The file cannot be read: %(why)s"))
ERRORS_ABOVE_CHECKED = Kind(
    40016, _("There cannot be more errors (%(errors)s) than items checked (%(checked)s).")
)
UNKNOWN_PERSON = Kind(
    40017, _("No such record in the register. Search by document number, or register it anew.")
)
FILED_WITHOUT_NUMBER = Kind(
    40018, _("A filed lease has a filing number. Enter it, or say that it is not known whether it is filed.")
)
MORE_ROOMS_LET = Kind(40019, _("The dwelling has %(designed)s rooms by design; %(let)s cannot be let."))
ONE_RECORD = Kind(40020, _("This is one record. Two are needed to make one of them."))
DAY_IS_PAST = Kind(40040, _("This day is past. Enter today or a later day."))
NOTHING_CHOSEN = Kind(40041, _("Choose at least one beat or building."))
THERE_ALREADY = Kind(40042, _("%(what)s belongs there already."))
NOTHING_LEFT = Kind(
    40043, _("A split leaves something with the old committee. To give it another name, rename it.")
)
NOT_THERE_THEN = Kind(40044, _("%(what)s is not there on %(day)s."))
CHANGE_UNDER_WAY = Kind(
    40049, _("Another change of %(what)s is decided for %(day)s. Withdraw it, or wait for its day.")
)
# 40060 on: what is drawn on the map or read from a file of shapes
WRONG_SHAPES = Kind(40060, _("%(where)s: %(why)s"))
CROSSES_ITSELF = Kind(
    40061, _("%(where)s: the line crosses itself at %(at)s. Move the corners there apart, or erase one.")
)
NOT_IN_SHANGHAI = Kind(
    40062, _("%(where)s: %(at)s lies outside of Shanghai. Is it the coordinate system that was chosen?")
)
SWAPPED = Kind(
    40063, _("%(where)s: %(at)s looks swapped. Longitude comes first, then latitude, as in 121.57, 31.25.")
)
TOO_MANY_POINTS = Kind(40064, _("%(where)s: %(count)s points; at most %(most)s. Simplify the line."))
FILE_TOO_LARGE = Kind(40065, _("The file has %(size)s MB; at most %(most)s MB are read."))
NOT_GEOJSON = Kind(40066, _("This is not GeoJSON that can be read: %(why)s"))
OTHER_SYSTEM = Kind(
    40067, _("The file says that its coordinates are %(system)s. Export it anew in WGS 84 (EPSG:4326).")
)
FILE_EMPTY = Kind(40030, _("No rows stand in the file. Fill in the template and send it again."))
FILE_NOT_A_SHEET = Kind(40031, _("This is neither an .xlsx nor a .csv file. Save the sheet as one of these."))
FILE_LOCKED = Kind(
    40032, _("The file is protected by a password. Save it without one (File › Info) and send it again.")
)
FILE_OLD_EXCEL = Kind(40033, _("This is an old .xls file. Save it as .xlsx and send it again."))
FILE_BROKEN = Kind(40034, _("The file is damaged: it cannot be opened. Save it anew and send it again."))
FILE_ENCODING = Kind(
    40035, _("The letters of the file cannot be read. Save it as “CSV UTF-8” or as .xlsx and send it again.")
)
FILE_COLUMNS = Kind(
    40036,
    _("These columns are missing: %(missing)s. Found in the first row: %(found)s. Take the template."),
)
FILE_TOO_LONG = Kind(40037, _("The file has more than %(most)s rows. Split it into several."))
FILE_COLUMN_TWICE = Kind(40038, _("The column %(column)s stands in the file twice."))
NOTHING_TO_CARRY_OUT = Kind(40039, _("No row of the file can be carried out. Correct it and send it again."))

NOT_DECIDED = Kind(40050, _("Choose whom this form is about, or say that it is somebody new."))
WHY_DECIDED = Kind(40051, _("Say in a few words how you know. It is kept with the decision."))

# 40070 on: units and who works there
NO_SUCH_DOOR = Kind(
    40070, _("No door of the street has this address. Write road, lane, number and room, as on the plate.")
)
NO_SUCH_UNIT = Kind(
    40071, _("No unit of the street has this code or name. Compare it with the licence, or register it anew.")
)
SEVERAL_SUCH_UNITS = Kind(40072, _("Several units of the street have this name. Enter the credit code."))
TWICE_ON_THE_FORM = Kind(40073, _("This employee stands on the form twice."))

# 40080 on: names, of people and of where they come from
NOT_A_NAME = Kind(40080, _("A name of Chinese or Latin letters, without digits and remarks."))
NO_SUCH_REGION = Kind(
    40081, _("No province has this code. Enter the six digits with which ID numbers of that place begin.")
)

# 40090 on: doors that are made, joined, split
ROOM_TWICE = Kind(
    40090, _("%(rooms)s would be two doors. Choose another numbering, or leave one of them out.")
)
NO_DOORS = Kind(40091, _("No door is left to make. Say floors and rooms, or turn on single rooms."))
NOT_ONE_STAIRWAY = Kind(40092, _("Doors that are joined stand in one stairway, and there are two or more."))
TOO_FEW_PARTS = Kind(40093, _("A door is split into two or more. Name each of the new rooms."))
SAME_ADDRESS = Kind(40094, _("The address is this already. Say what it is from now on."))
TOO_MANY_DOORS = Kind(40095, _("These are %(count)s doors; at most %(most)s are made in one go."))

# 403: the reader may do this in general, not here and now
NO_CERTIFICATE = Kind(
    40301, _("No valid collector's certificate on %(day)s (plan 3.1.3). Ask the population office.")
)
NOT_YOUR_CATEGORY = Kind(
    40302, _("Your role does not collect this category (plan 3.1.2). Pass it on as a visit.")
)
OWN_FORM = Kind(
    40303, _("A clerk does not enter a form he collected himself; the stand-in does (plan 4.2.1 b).")
)
SAME_PERSON = Kind(40304, _("Who made or checked a settlement cannot check or approve it."))
QUOTA_USED = Kind(40305, _("Today's %(quota)s look-ups of full numbers are used up. They return tomorrow."))
FROZEN = Kind(
    40306, _("An approved settlement is frozen. The change appears as a correction in the next quarter.")
)
NOT_THE_CLERK = Kind(
    40307, _("Only the entry clerk in office or the stand-in of the day enters forms (plan 2.5.1).")
)
BUILT_UPON = Kind(
    40308, _("Form %(number)s was entered after this one and builds on it. Undo that one first.")
)
POLICY_MISSING = Kind(40309, _("No policy is in force on %(day)s. Load one under Settlement › Policy."))
EARLIER_QUARTER_OPEN = Kind(
    40310, _("%(quarter)s is not approved yet. Approve it before this quarter is settled.")
)
OWN_APPOINTMENT = Kind(
    40312, _("Nobody appoints himself. Another person of the office or the administrator does.")
)
QUARTER_NOT_OVER = Kind(40311, _("The quarter ends on %(day)s. It is settled from the next day on."))
OWN_PASSWORD = Kind(40340, _("One's own password is changed under System › My password."))
SERVES_ELSEWHERE = Kind(
    40341, _("This account also serves in another street; whoever runs the house sets its password.")
)
JOB_WITHOUT_POST = Kind(40320, _("Who asked for this holds no post in the street any more."))
NEEDS_SECOND_PERSON = Kind(
    40321, _("The file holds facts about dwellings. A second person of the office approves it first.")
)
OWN_IMPORT = Kind(40322, _("Who sent the file does not approve it. Another person of the office does."))
FACTS_NOT_YOURS = Kind(
    40323,
    _("Facts about dwellings are brought in by the population office. Send the file without these columns."),
)
STILL_RESTS = Kind(
    40330, _("This cannot be undone: on its doors rest %(what)s. Close single doors instead, with a reason.")
)
STILL_RECORDED = Kind(
    40331, _("At %(door)s there still are: %(what)s. First a form has to say that they are gone.")
)

# 409: it changed in the meantime
STALE = Kind(40901, _("This changed since the page was made: %(what)s, %(who)s, %(when)s."))
REPEATED_OTHERWISE = Kind(
    40902, _("This was already sent with other content. Open the page anew and look at what is stored.")
)
ALREADY_REGISTERED = Kind(40903, _("A person with this document number is already in the register."))
ALREADY_FILED = Kind(40904, _("Position %(position)s of volume %(volume)s is taken by form %(number)s."))
CHANGED_SINCE_DRAFT = Kind(
    40908, _("What is counted changed since this was worked out. Calculate the quarter anew.")
)
PLACE_EXISTS = Kind(40907, _("This place already exists."))
NOT_LIVING_HERE = Kind(40905, _("This person has no open residency at this address."))
ALREADY_LIVING_HERE = Kind(40906, _("This person already has an open residency at this address."))
LEASE_OVER = Kind(
    40909, _("This lease is over by now, or of another dwelling. Look at the dwelling and begin anew.")
)
UNIT_CLOSED = Kind(40970, _("This unit is closed since %(day)s. One that opens again is registered anew."))
UNIT_IS_HERE = Kind(40971, _("This unit stands at this door already."))
UNIT_MOVED = Kind(
    40972, _("This unit has moved since the form was opened. Look where it is, and begin anew.")
)
NOT_EMPLOYED = Kind(
    40973, _("This employee no longer works here by now. Look at the unit's staff, and begin anew.")
)
EMPLOYED_ALREADY = Kind(
    40974, _("This employee is on the unit's staff already. Take the line that is there.")
)
SHAPE_CHANGED = Kind(
    40960, _("%(what)s was changed in the meantime. Look at what is stored now, then save again.")
)
PLACES_STAND = Kind(
    40930, _("These stand already: %(places)s. Leave them out, or add doors on the page of the stairway.")
)
UNDONE_ALREADY = Kind(40931, _("This was undone already on %(when)s."))
CLOSED_ALREADY = Kind(40932, _("%(place)s is closed since %(day)s."))
CANDIDATES_CHANGED = Kind(
    40933,
    _("Since this page was made the register has somebody else to compare with. Look, then decide again."),
)
REGISTERED_ELSEWHERE = Kind(
    40934,
    _("This number is registered in another street of the city: a hand-over is needed. Hold the form."),
)
SECOND_HEAD = Kind(
    40950,
    _("Household %(household)s here has a head already. First a form says that this person is it no more."),
)
HELD_ALREADY = Kind(40935, _("This form is held already: %(who)s, %(when)s."))
GONE_RECORD = Kind(
    40936, _("One of the two records is there no more: it was merged or taken back. Look at the other again.")
)
DECIDED_ALREADY = Kind(40937, _("This pair was decided already: %(what)s, %(who)s, %(when)s."))
OPENED_IN_USE = Kind(
    40990,
    _("In %(committee)s something was made already: %(what)s. It has to be closed or moved before this."),
)

# 429, 503: later
LOCKED_OUT = Kind(42901, _("Too many wrong passwords. Sign-in is closed for %(minutes)s minutes."))
NOT_JOURNALLED = Kind(
    50301, _("The page could not be journalled, so it is not shown. Nothing is lost; try again in a minute.")
)

# 500: our own fault
JOB_BROKE = Kind(
    50001, _("Something went wrong here. What was done before stays; continue, or tell the administrator.")
)
JOB_FILE_GONE = Kind(50002, _("The file is not there any more: it was removed, or its key is another."))


def kind_numbered(number: int) -> Kind | None:
    """Of what is stored by its number."""
    return next(
        (kind for kind in globals().values() if isinstance(kind, Kind) and kind.number == number), None
    )
