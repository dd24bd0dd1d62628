"""Roles as lists of verbs, each with its scope (plan 2). A verb that is not listed is not granted."""

from collections.abc import Mapping

from sanshi import verbs as v
from sanshi.accounts.models import Role
from sanshi.verbs import Scope, Verb

Grants = dict[Verb, Scope]

# Read in the office: the rules of the game are open to everybody who works by them.
_OPEN: Grants = {v.READ_POLICY: Scope.STREET, v.READ_CALENDAR: Scope.STREET}

_GIVES_NOTICE: Grants = {
    v.GIVE_NOTICE: Scope.COMMITTEE,
    v.READ_NOTICES: Scope.OWN,
    v.PRINT_NOTICE: Scope.OWN,
}

_COLLECTS: Grants = {
    v.READ_VISITS: Scope.COMMITTEE,
    v.RECORD_VISIT: Scope.COMMITTEE,
    v.OPEN_OWN_FIND: Scope.COMMITTEE,
    v.READ_FORMS: Scope.OWN,
    v.FILL_FORM: Scope.COMMITTEE,
    v.HAND_OVER: Scope.OWN,
    v.PRINT_FORM: Scope.OWN,
    v.PRINT_BLANK_FORM: Scope.COMMITTEE,
    v.READ_PLACES: Scope.COMMITTEE,
}

# By the notice, the form or the month (plan 4.2.1 a, b, d). Officers and the security team earn nothing.
_PAID: Grants = {v.READ_OWN_REWARDS: Scope.OWN}

_READS_REGISTER: Grants = {
    v.SEARCH_REGISTER: Scope.COMMITTEE,
    v.READ_PERSONS: Scope.COMMITTEE,
    v.REVEAL: Scope.COMMITTEE,
    v.READ_DWELLINGS: Scope.COMMITTEE,
    v.READ_UNITS: Scope.COMMITTEE,
}

# Long work of one's own.
_JOBS: Grants = {v.READ_JOBS: Scope.OWN, v.RUN_JOBS: Scope.OWN}

_LEADS_COMMITTEE: Grants = {
    **_JOBS,
    v.ASK_VISIT: Scope.COMMITTEE,
    v.READ_PERMIT_DATES: Scope.COMMITTEE,
    v.EXPORT_PLACES: Scope.COMMITTEE,
    v.READ_NOTICES: Scope.COMMITTEE,
    v.PRINT_NOTICE: Scope.COMMITTEE,
    v.READ_STEWARDS: Scope.COMMITTEE,
    v.READ_FORMS: Scope.COMMITTEE,
    v.PRINT_FORM: Scope.COMMITTEE,
    v.READ_QUEUE: Scope.COMMITTEE,
    v.READ_DECISIONS: Scope.COMMITTEE,
    v.READ_QUALITY: Scope.COMMITTEE,
    v.COUNT_QUALITY: Scope.COMMITTEE,
    v.READ_ARCHIVE: Scope.COMMITTEE,
    v.READ_CERTIFICATES: Scope.COMMITTEE,
    v.READ_SETTLEMENT: Scope.COMMITTEE,
    v.READ_ACCOUNTS: Scope.COMMITTEE,
    v.ANSWER_RESIDENT: Scope.COMMITTEE,
}

ROLES: Mapping[Role, Grants] = {
    Role.SECRETARY: _OPEN | _COLLECTS | _PAID | _READS_REGISTER | _LEADS_COMMITTEE,
    Role.CADRE: _OPEN
    | _COLLECTS
    | _PAID
    | _READS_REGISTER
    | {v.READ_NOTICES: Scope.BEAT, v.PRINT_NOTICE: Scope.BEAT, v.ASK_VISIT: Scope.COMMITTEE},
    Role.SECURITY_DIRECTOR: _OPEN | _COLLECTS | _PAID | _READS_REGISTER | _LEADS_COMMITTEE,
    Role.COORDINATOR: _OPEN
    | _COLLECTS
    | _PAID
    | _READS_REGISTER
    | {
        v.READ_NOTICES: Scope.COMMITTEE,
        v.PRINT_NOTICE: Scope.COMMITTEE,
        v.READ_PERMIT_DATES: Scope.COMMITTEE,
    },
    Role.SECURITY_TEAM: _OPEN
    | _COLLECTS
    | {v.SEARCH_REGISTER: Scope.COMMITTEE, v.READ_UNITS: Scope.COMMITTEE},
    Role.CLERK: _OPEN
    | _JOBS
    | _READS_REGISTER
    | {
        v.ANSWER_RESIDENT: Scope.COMMITTEE,
        v.READ_QUEUE: Scope.COMMITTEE,
        v.CHECK_FORM: Scope.COMMITTEE,
        v.ENTER_FORM: Scope.COMMITTEE,
        v.TAKE_STOCK: Scope.COMMITTEE,
        v.RETURN_FORM: Scope.COMMITTEE,
        v.HOLD_FORM: Scope.COMMITTEE,
        v.VOID_ENTRY: Scope.COMMITTEE,
        v.READ_DECISIONS: Scope.COMMITTEE,
        v.UNDO_DECISION: Scope.COMMITTEE,
        v.TELL_APART: Scope.COMMITTEE,
        v.READ_DUPLICATES: Scope.COMMITTEE,
        v.DECIDE_DUPLICATES: Scope.COMMITTEE,
        v.READ_QUALITY: Scope.COMMITTEE,
        v.COUNT_QUALITY: Scope.COMMITTEE,
        v.READ_FORMS: Scope.COMMITTEE,
        v.PRINT_FORM: Scope.COMMITTEE,
        v.PRINT_BLANK_FORM: Scope.COMMITTEE,
        v.READ_ARCHIVE: Scope.COMMITTEE,
        v.FILE_FORM: Scope.COMMITTEE,
        v.READ_PLACES: Scope.COMMITTEE,
    }
    | _PAID,
    Role.STEWARD: _GIVES_NOTICE | _PAID | {v.GIVE_NOTICE: Scope.GROUP, v.READ_POLICY: Scope.STREET},
    Role.PROPERTY_STAFF: _GIVES_NOTICE | _PAID | {v.READ_POLICY: Scope.STREET},
    Role.OFFICER: _OPEN
    | _COLLECTS
    | dict.fromkeys(_READS_REGISTER, Scope.STATION)
    | {
        v.READ_NOTICES: Scope.STATION,
        v.READ_STEWARDS: Scope.STATION,
        v.READ_OVERSEAS_DATES: Scope.STATION,
        v.READ_PERMIT_DATES: Scope.STATION,
        v.READ_QUALITY: Scope.STATION,
    },
    Role.INSPECTOR: _OPEN
    | {v.READ_PLACES: Scope.STATION, v.READ_SETTLEMENT: Scope.STATION, v.READ_NOTICES: Scope.STATION},
    Role.POPULATION_OFFICE: _OPEN
    | _JOBS
    | dict.fromkeys(_READS_REGISTER, Scope.STREET)
    | {
        v.ANSWER_RESIDENT: Scope.STREET,
        v.READ_OVERSEAS_DATES: Scope.STREET,
        v.READ_PERMIT_DATES: Scope.STREET,
        v.READ_NOTICES: Scope.STREET,
        v.PRINT_NOTICE: Scope.STREET,
        v.READ_STEWARDS: Scope.STREET,
        v.READ_VISITS: Scope.STREET,
        v.ASK_VISIT: Scope.STREET,
        v.READ_FORMS: Scope.STREET,
        v.PRINT_BLANK_FORM: Scope.STREET,
        v.READ_QUEUE: Scope.STREET,
        v.READ_DECISIONS: Scope.STREET,
        v.READ_DUPLICATES: Scope.STREET,
        v.DECIDE_DUPLICATES: Scope.STREET,
        v.FIND_DUPLICATES: Scope.STREET,
        v.READ_QUALITY: Scope.STREET,
        v.COUNT_QUALITY: Scope.STREET,
        v.READ_ARCHIVE: Scope.STREET,
        v.READ_PLACES: Scope.STREET,
        v.MAKE_PLACES: Scope.STREET,
        v.IMPORT_PLACES: Scope.STREET,
        v.EXPORT_PLACES: Scope.STREET,
        v.TAKE_STOCK: Scope.STREET,
        v.APPROVE_STOCK: Scope.STREET,
        v.READ_CERTIFICATES: Scope.STREET,
        v.ISSUE_CERTIFICATE: Scope.STREET,
        v.READ_ACCOUNTS: Scope.STREET,
        v.APPOINT: Scope.STREET,
        v.END_POST: Scope.STREET,
        v.READ_SETTLEMENT: Scope.STREET,
        v.RECORD_INSPECTION: Scope.STREET,
        v.CALCULATE_SETTLEMENT: Scope.STREET,
        v.CHECK_SETTLEMENT: Scope.STREET,
        v.LOAD_CALENDAR: Scope.STREET,
    },
    Role.SECTION: _OPEN
    | _JOBS
    | {
        v.EXPORT_PLACES: Scope.STREET,
        v.READ_PLACES: Scope.STREET,
        v.SEARCH_REGISTER: Scope.STREET,
        v.READ_UNITS: Scope.STREET,
    },
    Role.LEADER: _OPEN
    | {v.READ_SETTLEMENT: Scope.STREET, v.APPROVE_SETTLEMENT: Scope.STREET, v.READ_PLACES: Scope.STREET},
    Role.FINANCE: _OPEN | {v.READ_SETTLEMENT: Scope.STREET, v.PAY_SETTLEMENT: Scope.STREET},
    Role.ADMINISTRATOR: _OPEN
    | _JOBS
    | {
        v.READ_PLACES: Scope.STREET,
        v.MAKE_PLACES: Scope.STREET,
        v.IMPORT_PLACES: Scope.STREET,
        v.EXPORT_PLACES: Scope.STREET,
        v.READ_ACCOUNTS: Scope.STREET,
        v.MAKE_ACCOUNT: Scope.STREET,
        v.RESET_PASSWORD: Scope.STREET,
        v.APPOINT: Scope.STREET,
        v.END_POST: Scope.STREET,
        v.READ_CERTIFICATES: Scope.STREET,
        v.READ_JOURNAL: Scope.STREET,
        v.LOAD_POLICY: Scope.STREET,
        v.LOAD_CALENDAR: Scope.STREET,
    },
}


def grants_of(role: str) -> Mapping[str, Scope]:
    return _BY_NAME.get(role, {})


_BY_NAME = {
    role.value: {verb.name: scope for verb, scope in grants.items()} for role, grants in ROLES.items()
}
