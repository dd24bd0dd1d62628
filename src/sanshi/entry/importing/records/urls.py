from sanshi import verbs
from sanshi.entry.importing.records import views
from sanshi.verbs import page

urlpatterns = [
    page("stock", verbs.TAKE_STOCK, views.stock_list, "stock-list"),
    page("stock/new", verbs.TAKE_STOCK, views.stock_new, "stock-new"),
    page("stock/templates/<slug:layout>.<slug:form>", verbs.TAKE_STOCK, views.template_of, "stock-template"),
    page("stock/<uuid:pk>", verbs.TAKE_STOCK, views.stock_page, "stock-page"),
    page("stock/<uuid:pk>/rows/<slug:outcome>", verbs.TAKE_STOCK, views.stock_rows, "stock-rows"),
    page("stock/<uuid:pk>/columns", verbs.TAKE_STOCK, views.stock_columns, "stock-columns"),
    page("stock/<uuid:pk>/remarks", verbs.TAKE_STOCK, views.stock_remarks, "stock-remarks"),
    page("stock/<uuid:pk>/ask", verbs.TAKE_STOCK, views.stock_ask, "stock-ask"),
    page("stock/<uuid:pk>/carry-out", verbs.TAKE_STOCK, views.stock_carry_out, "stock-carry-out"),
    page("stock/<uuid:pk>/withdraw", verbs.TAKE_STOCK, views.stock_withdraw, "stock-withdraw"),
    page("stock/doubts/<uuid:pk>", verbs.TAKE_STOCK, views.stock_doubt, "stock-doubt"),
]
