"""Records that became part of others."""

from uuid import UUID

from sanshi.register.models import Act, Kind, Work


def merged_into(subdistrict: str, record: UUID, kind: Kind = Kind.PERSON) -> UUID | None:
    """The record of which this one is a part now, through however many decisions; None: it stands itself."""
    acts = Act.objects.filter(subdistrict=subdistrict, kind=kind, undone_at__isnull=True)
    found, last = None, record
    # No circle: whoever took another in was merged by a later decision.
    while form := acts.filter(record=last, work=Work.MERGED).values_list("form", flat=True).first():
        found = last = acts.filter(form=form, work=Work.TOOK_IN).values_list("record", flat=True).get()
    return found


def taken_in(subdistrict: str, record: UUID, kind: Kind) -> set[UUID]:
    """The records that are a part of this one now, through however many decisions."""
    acts = Act.objects.filter(subdistrict=subdistrict, kind=kind, undone_at__isnull=True)
    found: set[UUID] = set()
    asked = {record}
    while forms := set(acts.filter(record__in=asked, work=Work.TOOK_IN).values_list("form", flat=True)):
        asked = set(acts.filter(form__in=forms, work=Work.MERGED).values_list("record", flat=True))
        found |= asked
    return found
