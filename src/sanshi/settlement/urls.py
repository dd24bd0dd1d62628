from sanshi import verbs
from sanshi.settlement import views
from sanshi.verbs import page

urlpatterns = [
    page("settlement", verbs.READ_SETTLEMENT, views.settlement_list, "settlement-list"),
    page("settlement/calculate", verbs.CALCULATE_SETTLEMENT, views.calculate, "settlement-calculate"),
    page("settlement/<str:quarter>", verbs.READ_SETTLEMENT, views.settlement_page, "settlement-page"),
    page("settlement/<uuid:pk>/check", verbs.CHECK_SETTLEMENT, views.check, "settlement-check"),
    page("settlement/<uuid:pk>/approve", verbs.APPROVE_SETTLEMENT, views.approve, "settlement-approve"),
    page("settlement/<uuid:pk>/pay", verbs.PAY_SETTLEMENT, views.pay, "settlement-pay"),
    page("statements/<uuid:pk>", verbs.READ_SETTLEMENT, views.statement_page, "statement-page"),
    page("statements/<uuid:pk>/print", verbs.READ_SETTLEMENT, views.statement_print, "statement-print"),
    page("statement-lines/<uuid:pk>", verbs.READ_OWN_REWARDS, views.own_line_page, "own-line"),
    page("amounts/<uuid:pk>", verbs.READ_SETTLEMENT, views.line_page, "line-page"),
    page("inspection", verbs.RECORD_INSPECTION, views.inspection_list, "inspection-list"),
    page(
        "inspection/<str:quarter>/<uuid:committee>",
        verbs.RECORD_INSPECTION,
        views.inspection_form,
        "inspection-form",
    ),
    page("my-reward", verbs.READ_OWN_REWARDS, views.own_rewards, "own-rewards"),
]
