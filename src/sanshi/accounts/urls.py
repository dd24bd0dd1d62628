from sanshi import verbs
from sanshi.accounts import views
from sanshi.verbs import page

urlpatterns = [
    page("purpose", verbs.STATE_PURPOSE, views.purpose, "purpose"),
    page("accounts", verbs.READ_ACCOUNTS, views.account_list, "account-list"),
    page("accounts/new", verbs.MAKE_ACCOUNT, views.account_new, "account-new"),
    page("accounts/<uuid:pk>", verbs.READ_ACCOUNTS, views.account_page, "account-page"),
    page("accounts/<uuid:pk>/appoint", verbs.APPOINT, views.appoint, "post-appoint"),
    page("posts/<uuid:pk>/end", verbs.END_POST, views.end_post, "post-end"),
    page("coverage/posts.json", verbs.READ_PLACES, views.coverage_posts, "coverage-posts"),
    page("certificates", verbs.READ_CERTIFICATES, views.certificate_list, "certificate-list"),
    page(
        "accounts/<uuid:pk>/certificate",
        verbs.ISSUE_CERTIFICATE,
        views.issue_certificate,
        "certificate-issue",
    ),
]
