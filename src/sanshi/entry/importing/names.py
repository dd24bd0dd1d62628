"""Kinds of jobs of this package, and what the sealed files of an import are called."""

from uuid import UUID

TRY, CARRY, EXPORT = "place-try", "place-carry", "place-export"
TRY_STOCK, CARRY_STOCK = "stock-try", "stock-carry"


def plan(sheet: UUID) -> str:
    """The good rows as they were understood; what is carried out."""
    return f"{sheet}-plan"


def problems(sheet: UUID) -> str:
    return f"{sheet}-problems"


def remarks(sheet: UUID) -> str:
    """The sheet as it was sent, with a column of remarks."""
    return f"{sheet}-remarks"


def rows(sheet: UUID) -> str:
    """The first rows of each outcome, to be looked at."""
    return f"{sheet}-rows"


def headers(sheet: UUID) -> str:
    """The headers as they stand in the sheet, with masked examples below them."""
    return f"{sheet}-headers"
