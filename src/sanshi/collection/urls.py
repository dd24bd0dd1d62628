from sanshi import verbs
from sanshi.collection import views
from sanshi.collection.moving.views import unit_move
from sanshi.verbs import page

urlpatterns = [
    page("visits/<uuid:pk>/findings", verbs.RECORD_VISIT, views.visit_findings, "visit-findings"),
    page("visits/<uuid:pk>/forms", verbs.READ_VISITS, views.visit_forms, "visit-forms"),
    page("own-find", verbs.OPEN_OWN_FIND, views.own_find, "own-find"),
    page("units/moved", verbs.OPEN_OWN_FIND, unit_move, "unit-move"),
    page("forms", verbs.READ_FORMS, views.form_list, "form-list"),
    page("forms/open", verbs.OPEN_OWN_FIND, views.form_open, "form-open"),
    page("forms/move/<uuid:pk>", verbs.OPEN_OWN_FIND, views.form_move, "form-move"),
    page("forms/blank", verbs.PRINT_BLANK_FORM, views.form_blank, "form-blank"),
    page("forms/<uuid:pk>", verbs.READ_FORMS, views.form_page, "form-page"),
    page("forms/<uuid:pk>/fill", verbs.FILL_FORM, views.form_fill, "form-fill"),
    page("forms/<uuid:pk>/hand-over", verbs.HAND_OVER, views.form_hand_over, "form-hand-over"),
    page("forms/<uuid:pk>/drop", verbs.FILL_FORM, views.form_drop, "form-drop"),
    page("forms/<uuid:pk>/print", verbs.PRINT_FORM, views.form_print, "form-print"),
]
