"""What a version was written by, as its reader calls it: a form by its number, a decision by its moment."""

from uuid import UUID

from django.utils.translation import gettext as _

from sanshi.collection.models import Form
from sanshi.entry.models import MatchDecision
from sanshi.shell.words import moment


def writer_of(subdistrict: str, writer: UUID) -> str:
    return writers_of(subdistrict, {writer}).get(writer, "")


def writers_of(subdistrict: str, writers: set[UUID]) -> dict[UUID, str]:
    forms = Form.objects.filter(subdistrict=subdistrict, pk__in=writers).values_list("pk", "number")
    decisions = MatchDecision.objects.filter(subdistrict=subdistrict, pk__in=writers)
    told = {
        pk: _("merged %(when)s") % {"when": moment(at)}
        for pk, at in decisions.values_list("pk", "decided_at")
    }
    return dict(forms) | told
