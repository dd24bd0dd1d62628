from django.utils.translation import gettext_lazy as _

from sanshi.entry.duplicates import names, works
from sanshi.jobs.running import Kind, offer


def offer_kinds() -> None:
    offer(Kind(names.FIND, _("Look for records of one person or unit"), works.find))
