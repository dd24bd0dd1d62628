from django.utils.translation import gettext_lazy as _

from sanshi.entry.importing import names, works
from sanshi.entry.importing.records import works as records
from sanshi.jobs.running import Kind, offer


def offer_kinds() -> None:
    offer(Kind(names.TRY, _("Check a sheet of places"), works.try_sheet, "import-page"))
    offer(Kind(names.CARRY, _("Carry out an import of places"), works.carry_out, "import-page"))
    offer(
        Kind(
            names.TRY_STOCK,
            _("Check a sheet of residents, dwellings or units"),
            records.try_sheet,
            "stock-page",
        )
    )
    offer(Kind(names.CARRY_STOCK, _("Enter a sheet as stock taking"), records.carry_out, "stock-page"))
    offer(Kind(names.EXPORT, _("Export places"), works.export))
