from sanshi import verbs
from sanshi.accounts import views
from sanshi.verbs import page

urlpatterns = [
    page("purpose", verbs.STATE_PURPOSE, views.purpose, "purpose"),
    page("accounts", verbs.READ_ACCOUNTS, views.account_list, "account-list"),
    page("accounts/new", verbs.MAKE_ACCOUNT, views.account_new, "account-new"),
    page("accounts/<uuid:pk>", verbs.READ_ACCOUNTS, views.account_page, "account-page"),
    page("accounts/<uuid:pk>/appoint", verbs.APPOINT, views.appoint, "post-appoint"),
    page("accounts/<uuid:pk>/password", verbs.RESET_PASSWORD, views.password_reset, "account-password"),
    page("posts/new", verbs.APPOINT, views.post_new, "post-new"),
    page("places/<uuid:pk>/posts", verbs.READ_ACCOUNTS, views.committee_holders, "committee-holders"),
    page("stations/<uuid:pk>/posts", verbs.READ_ACCOUNTS, views.station_holders, "station-holders"),
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
