"""Kinds of documents (GA/T 2000.156) and why none was shown (plan/fields.md, Person)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentType(models.TextChoices):
    RESIDENT_CARD = "111", _("resident identity card")
    HOUSEHOLD_BOOK = "113", _("household register booklet")
    PASSPORT = "414", _("ordinary passport")
    TAIWAN_PERMIT = "511", _("mainland travel permit for Taiwan residents")
    HOME_RETURN_PERMIT = "516", _("mainland travel permit for Hong Kong and Macao residents")
    FOREIGN_RESIDENT_CARD = "553", _("foreign permanent resident identity card")
    # The standard has no code for it; a letter keeps clear of any that it may get.
    RESIDENCE_PERMIT = "L01", _("residence permit for Hong Kong, Macao and Taiwan residents")


# They number persons in one scheme: the same eighteen signs, the last a check digit, are the same person,
# whatever they stood on (plan/fields, Identity numbers).
ONE_SCHEME = frozenset(
    {
        DocumentType.RESIDENT_CARD,
        DocumentType.HOUSEHOLD_BOOK,
        DocumentType.FOREIGN_RESIDENT_CARD,
        DocumentType.RESIDENCE_PERMIT,
    }
)


class NoDocument(models.TextChoices):
    NEVER_ISSUED = "never_issued", _("never issued")
    NOT_AT_HAND = "not_at_hand", _("not at hand")
    REFUSED = "refused", _("refused to show it")


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("unknown")
    MALE = "1", _("male")
    FEMALE = "2", _("female")
    NOT_STATED = "9", _("not stated")


class Problem(models.TextChoices):
    """Why a number, a phone or a name cannot be right."""

    EMPTY = "empty", _("nothing was entered")
    LENGTH = "length", _("the number of characters is wrong")
    CHARACTERS = "characters", _("it holds characters that do not belong there")
    BIRTH_DATE = "birth_date", _("the birth date in it does not exist")
    NOT_BORN_YET = "not_born_yet", _("the birth date in it is still to come")
    CHECK_DIGIT = (
        "check_digit",
        _("the check digit does not fit: one digit or a swap is wrong; compare each digit with the document"),
    )
    PREFIX = "prefix", _("it does not begin as numbers of this kind do")
    NO_DATE = "no_date", _("this is no date that can be: year, month and day are needed")


class Doubt(models.TextChoices):
    """What a clerk should look at again; the number is accepted."""

    UNKNOWN_REGION = "unknown_region", _("no region is known by its first digits")
    FICTIVE_REGION = "fictive_region", _("its region code begins with 0: a made-up number")
    OLD_NUMBER = "old_number", _("a 15-digit number from before 2013, stored in its 18-digit form")
    OTHER_KIND = "other_kind", _("this looks like the number of another kind of document")
    SEX_DIFFERS = "sex_differs", _("the number says another sex than was stated; it counts")
    BIRTH_DIFFERS = (
        "birth_differs",
        _("the number says another day of birth than was stated; it counts"),
    )
    UNKNOWN_PREFIX = "unknown_prefix", _("no mobile numbers with these first digits are known")
    CENTURY = "century", _("the year has two digits and fits both centuries")
    DAY_OR_MONTH = "day_or_month", _("day and month can be read either way round")
    LUNAR = "lunar", _("a day of the lunar calendar: the date on the document is needed")
    DAY_NUMBER = "day_number", _("read as a spreadsheet's number of a day")
