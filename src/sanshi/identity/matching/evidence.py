"""What a comparison found, one code a field. The texts are what a clerk reads beside two records."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Evidence(models.TextChoices):
    NUMBER_SAME = "number_same", _("same document number")
    NUMBER_SLIP = "number_slip", _("document numbers one slip apart, one of them wrong by its check digit")
    NUMBER_SLIP_END = (
        "number_slip_end",
        _("document numbers one slip apart at their end, where those of twins differ; one may be wrong"),
    )
    NUMBER_TWO_SLIPS = "number_two_slips", _("document numbers two slips apart, one of them wrong")
    NUMBER_UNLIKE = "number_unlike", _("a wrong document number that resembles the other in nothing")
    NUMBER_NEAR = "number_near", _("two valid document numbers that differ by one slip")
    NUMBER_CONFLICT = "number_conflict", _("two valid, different document numbers")
    NUMBER_OTHER = "number_other", _("another number of a document that is renewed, such as a passport")
    NUMBER_OTHER_KIND = "number_other_kind", _("documents of different kinds")
    NUMBER_MISSING = "number_missing", _("no document number on one side")
    NAME_SAME = "name_same", _("same name")
    NAME_SOUND = "name_sound", _("names that sound the same")
    NAME_SHAPE = "name_shape", _("names that look alike")
    NAME_PINYIN = "name_pinyin", _("same name, one side in pinyin")
    NAME_SWAPPED = "name_swapped", _("same characters of the name in another order")
    NAME_PART = "name_part", _("a part of the name is missing on one side")
    NAME_ONE = "name_one", _("one character of the name differs")
    NAME_TYPO = "name_typo", _("Latin names one slip apart")
    NAME_SURNAME = "name_surname", _("same surname, another given name")
    NAME_TITLE = "name_title", _("only the surname is given on one side, and it is the same")
    NAME_SCRIPT = "name_script", _("names in different scripts that cannot be compared")
    NAME_OTHER = "name_other", _("another name")
    NAME_MISSING = "name_missing", _("no name on one side")
    BIRTH_SAME = "birth_same", _("same birth date")
    BIRTH_SWAPPED = "birth_swapped", _("day and month of the birth date are swapped")
    BIRTH_YEAR = "birth_year", _("same birth year, one side says 1 January")
    BIRTH_PART = "birth_part", _("year, month or day of the birth date differs")
    BIRTH_LUNAR = "birth_lunar", _("birth dates as far apart as in the lunar and the common calendar")
    BIRTH_OTHER = "birth_other", _("another birth date")
    BIRTH_MISSING = "birth_missing", _("no birth date on one side")
    SEX_SAME = "sex_same", _("same sex")
    SEX_OTHER = "sex_other", _("another sex")
    SEX_MISSING = "sex_missing", _("sex not known on one side")
    PHONE_SAME = "phone_same", _("same phone number")
    PHONE_NEAR = "phone_near", _("phone numbers one slip apart")
    PHONE_OTHER = "phone_other", _("another phone number")
    PHONE_MISSING = "phone_missing", _("no phone number on one side")
    DWELLING_SAME = "dwelling_same", _("same dwelling")
    DWELLING_BUILDING = "dwelling_building", _("same building, the dwelling is not said")
    DWELLING_NEAR = "dwelling_near", _("addresses that differ in one part")
    DWELLING_OTHER = "dwelling_other", _("another address")
    DWELLING_MISSING = "dwelling_missing", _("no address on one side")


class Rule(models.TextChoices):
    """Why a pair is shown to a person although its figures alone would do."""

    TWO_NUMBERS = "rule_two_numbers", _("two valid, different numbers never link by themselves")
    NAME_AND_BIRTH = "rule_name_and_birth", _("name and birth date alone never link")
    OTHER_NAME = "rule_other_name", _("the number of somebody of another name")
    OTHER_BIRTH = "rule_other_birth", _("another birth date, and no number that says more")
    SIBLINGS = "rule_siblings", _("brothers, sisters and twins have such names")


class Band(models.TextChoices):
    SAME = "same", _("same person")
    LOOK = "look", _("to be looked at")
    NEW = "new", _("not registered")
