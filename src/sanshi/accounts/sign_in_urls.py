"""Pages outside any street: sign-in and what belongs to the account itself."""

from sanshi import verbs
from sanshi.accounts import views
from sanshi.verbs import page

urlpatterns = [
    page("", verbs.START, views.start, "start"),
    page("sign-in", verbs.SIGN_IN, views.sign_in, "sign-in"),
    page("sign-out", verbs.SIGN_OUT, views.sign_out, "sign-out"),
    page("language", verbs.SET_LANGUAGE, views.set_language, "set-language"),
    page("password", verbs.CHANGE_PASSWORD, views.change_password, "change-password"),
]
