"""Kinds of jobs of this package, and what the sealed files of an import are called."""

from uuid import UUID

TRY, CARRY, EXPORT = "place-try", "place-carry", "place-export"


def plan(sheet: UUID) -> str:
    """The good rows as they were understood; what is carried out."""
    return f"{sheet}-plan"


def problems(sheet: UUID) -> str:
    return f"{sheet}-problems"


def remarks(sheet: UUID) -> str:
    """The sheet as it was sent, with a column of remarks."""
    return f"{sheet}-remarks"
