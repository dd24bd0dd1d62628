"""Sign-in by user name and password. What an account may do stands in its posts, not in permissions."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.db.models import UUIDField
from django.http import HttpRequest

from sanshi.accounts.models import Account
from sanshi.streets.prepared import Given, Look

# Asked for by every request.
_active = Look(lambda: Account.objects.filter(pk=Given("pk", UUIDField()), is_active=True))


class AccountBackend(BaseBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Account | None:
        if not username or not password:
            return None
        account = Account.objects.filter(username=username.strip().lower()).first()
        if account is None:
            # The same work as for a known name, so that the answer's time tells nothing.
            Account().set_password(password)
            return None
        return account if account.is_active and account.check_password(password) else None

    def get_user(self, user_id: UUID | str) -> Account | None:
        return next(iter(_active(pk=user_id)), None)
