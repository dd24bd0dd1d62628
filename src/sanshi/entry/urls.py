from sanshi import verbs
from sanshi.entry import views
from sanshi.entry.behind.urls import urlpatterns as behind
from sanshi.entry.decisions.urls import urlpatterns as decisions
from sanshi.entry.duplicates.urls import urlpatterns as duplicates
from sanshi.entry.importing.urls import urlpatterns as importing
from sanshi.verbs import page

urlpatterns = [
    *importing,
    *behind,
    *decisions,
    *duplicates,
    page("entry", verbs.READ_QUEUE, views.entry_queue, "entry-queue"),
    page("entry/<uuid:pk>", verbs.CHECK_FORM, views.entry_desk, "entry-desk"),
    page("entry/<uuid:pk>/enter", verbs.ENTER_FORM, views.entry_enter, "entry-enter"),
    page("entry/<uuid:pk>/apart", verbs.TELL_APART, views.entry_apart, "entry-apart"),
    page("entry/<uuid:pk>/beside/<uuid:candidate>", verbs.CHECK_FORM, views.entry_beside, "entry-beside"),
    page("entry/<uuid:pk>/return", verbs.RETURN_FORM, views.entry_return, "entry-return"),
    page("entry/<uuid:pk>/hold", verbs.HOLD_FORM, views.entry_hold, "entry-hold"),
    page("entry/<uuid:pk>/take-up", verbs.HOLD_FORM, views.entry_take_up, "entry-take-up"),
    page("entries", verbs.READ_QUEUE, views.entry_list, "entry-list"),
    page("entries/<uuid:pk>/undo", verbs.VOID_ENTRY, views.entry_void, "entry-void"),
    page("archive", verbs.READ_ARCHIVE, views.archive, "archive"),
    page("archive/volumes/new", verbs.FILE_FORM, views.volume_new, "volume-new"),
    page("archive/volumes/<uuid:pk>", verbs.READ_ARCHIVE, views.volume_page, "volume-page"),
    page("archive/forms/<uuid:pk>", verbs.FILE_FORM, views.form_file, "form-file"),
]
