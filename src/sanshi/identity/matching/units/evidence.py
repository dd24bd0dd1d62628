"""What a comparison of two units found, one code a field; the texts are what a clerk reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitEvidence(models.TextChoices):
    CODE_SAME = "code_same", _("same credit code")
    CODE_SLIP = "code_slip", _("credit codes one slip apart, one of them wrong by its check character")
    CODE_CONFLICT = "code_conflict", _("two valid, different credit codes")
    CODE_OTHER = "code_other", _("a wrong credit code that resembles the other in nothing")
    CODE_MISSING = "code_missing", _("no credit code on one side")
    NAME_SAME = "unit_name_same", _("same name but for place, legal form and the word shop")
    NAME_BRANCH = "unit_name_branch", _("same name, another branch")
    NAME_SOUND = "unit_name_sound", _("names that sound the same")
    NAME_ONE = "unit_name_one", _("names one character apart")
    NAME_PART = "unit_name_part", _("one name is a part of the other")
    NAME_OTHER = "unit_name_other", _("another name")
    NAME_MISSING = "unit_name_missing", _("no name on one side")
    PREMISES_SAME = "premises_same", _("same premises")
    PREMISES_NEAR = "premises_near", _("premises that differ in one part of the address")
    PREMISES_BUILDING = "premises_building", _("same building, the premises are not said")
    PREMISES_OTHER = "premises_other", _("other premises")
    PREMISES_MISSING = "premises_missing", _("no premises on one side")
    PHONE_SAME = "phone_same", _("same phone number")
    PHONE_OTHER = "phone_other", _("another phone number")
    PHONE_MISSING = "phone_missing", _("no phone number on one side")


class UnitRule(models.TextChoices):
    """Why a pair is shown to a person although its figures alone would do."""

    TWO_CODES = "rule_two_codes", _("two valid, different credit codes never link by themselves")
    NAME_ALONE = "rule_unit_name_alone", _("a name alone never links units")
    RENAMED = "rule_unit_renamed", _("the credit code of a unit of another name elsewhere")
    BRANCH = "rule_unit_branch", _("branches of one chain are units of their own")
