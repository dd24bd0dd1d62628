from sanshi import verbs
from sanshi.entry.importing import views
from sanshi.entry.importing.records.urls import urlpatterns as records
from sanshi.verbs import page

urlpatterns = [
    *records,
    page("imports", verbs.IMPORT_PLACES, views.import_list, "import-list"),
    page("imports/new", verbs.IMPORT_PLACES, views.import_new, "import-new"),
    page("imports/template.xlsx", verbs.IMPORT_PLACES, views.template_xlsx, "import-template-xlsx"),
    page("imports/template.csv", verbs.IMPORT_PLACES, views.template_csv, "import-template-csv"),
    page("imports/<uuid:pk>", verbs.IMPORT_PLACES, views.import_page, "import-page"),
    page("imports/<uuid:pk>/remarks", verbs.IMPORT_PLACES, views.import_remarks, "import-remarks"),
    page("imports/<uuid:pk>/ask", verbs.IMPORT_PLACES, views.import_ask, "import-ask"),
    page("imports/<uuid:pk>/approve", verbs.APPROVE_STOCK, views.import_approve, "import-approve"),
    page("imports/<uuid:pk>/carry-out", verbs.IMPORT_PLACES, views.import_carry_out, "import-carry-out"),
    page("imports/<uuid:pk>/withdraw", verbs.IMPORT_PLACES, views.import_withdraw, "import-withdraw"),
    page("places/export", verbs.EXPORT_PLACES, views.place_export, "place-export"),
]
