from sanshi import verbs
from sanshi.entry import views
from sanshi.entry.importing.urls import urlpatterns as importing
from sanshi.verbs import page

urlpatterns = [
    *importing,
    page("entry", verbs.READ_QUEUE, views.entry_queue, "entry-queue"),
    page("entry/<uuid:pk>", verbs.CHECK_FORM, views.entry_desk, "entry-desk"),
    page("entry/<uuid:pk>/enter", verbs.ENTER_FORM, views.entry_enter, "entry-enter"),
    page("entry/<uuid:pk>/return", verbs.RETURN_FORM, views.entry_return, "entry-return"),
    page("entries", verbs.READ_QUEUE, views.entry_list, "entry-list"),
    page("entries/<uuid:pk>/undo", verbs.VOID_ENTRY, views.entry_void, "entry-void"),
    page("archive", verbs.READ_ARCHIVE, views.archive, "archive"),
    page("archive/volumes/new", verbs.FILE_FORM, views.volume_new, "volume-new"),
    page("archive/volumes/<uuid:pk>", verbs.READ_ARCHIVE, views.volume_page, "volume-page"),
    page("archive/forms/<uuid:pk>", verbs.FILE_FORM, views.form_file, "form-file"),
]
