from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from sanshi import clock
from sanshi.accounts import access
from sanshi.accounts.actions import Appointment
from sanshi.accounts.models import Account, Role
from sanshi.shell.forms import ActionForm, DayField
from sanshi.territory.models import Beat, BuildingGroup, Committee, Station
from sanshi.verbs import CHOSEN_PURPOSES, PURPOSE_LABELS, Actor


class SignInForm(forms.Form):
    use_required_attribute = False

    username = forms.CharField(
        label=_("User name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        """As accounts are stored: wrong passwords are counted by this, so capitals give no more attempts."""
        username: str = self.cleaned_data["username"]
        return username.strip().lower()


class PurposeForm(forms.Form):
    use_required_attribute = False

    purpose = forms.ChoiceField(
        label=_("Why do you look into the register?"),
        choices=[(purpose.value, PURPOSE_LABELS[purpose]) for purpose in CHOSEN_PURPOSES],
        widget=forms.RadioSelect,
    )


class PasswordForm(ActionForm):
    old = forms.CharField(label=_("Present password"), widget=forms.PasswordInput)
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters, no common word, not your name."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.account.check_password(old):
            raise forms.ValidationError(_("This is not your present password."))
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.account)
        if self.account.check_password(new):
            raise forms.ValidationError(_("This is the present password. Choose another."))
        return new


class AccountForm(ActionForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=40,
        help_text=_("Small letters, digits, dot and hyphen."),
        validators=[RegexValidator(r"^[a-z0-9.\-]+$", _("Only small letters, digits, dot and hyphen."))],
    )
    name = forms.CharField(label=_("Name"), max_length=40)
    password = forms.CharField(
        label=_("First password"),
        help_text=_("At least 10 characters. Its owner changes it at first sign-in."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
    )

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if Account.objects.filter(username=username).exists():
            raise forms.ValidationError(_("This user name is taken."))
        return username

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class ResetForm(ActionForm):
    password = forms.CharField(
        label=_("One-time password"),
        help_text=_("At least 10 characters. Tell it to its owner in person; it holds for one sign-in."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Beats and groups of every committee have the same names: each stands below its own."""

    def __init__(self, queryset: QuerySet[Any], *, label: Any) -> None:
        super().__init__(queryset, label=label, required=False, empty_label="—")

    def label_from_instance(self, obj: Any) -> str:
        beat = getattr(obj, "beat", obj)
        committee = getattr(beat, "committee", None)
        return f"{committee} › {obj}" if committee else str(obj)


class AppointForm(ActionForm):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    committee = PlaceField(Committee.objects.order_by("code"), label=_("Committee"))
    beat = PlaceField(
        Beat.objects.select_related("committee").order_by("committee__code", "name"), label=_("Beat")
    )
    group = PlaceField(
        BuildingGroup.objects.select_related("beat__committee").order_by("beat__committee__code", "id"),
        label=_("Building group"),
    )
    station = PlaceField(Station.objects.order_by("name"), label=_("Police station"))
    valid_from = DayField(label=_("From"))
    valid_to = DayField(
        label=_("To"), required=False, help_text=_("The last day. Leave empty while no end is known.")
    )
    stand_in = forms.BooleanField(label=_("Stand-in for the entry clerk on these days"), required=False)
    police_number = forms.CharField(label=_("Police identity card number"), max_length=20, required=False)

    def __init__(self, subdistrict: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PlaceField):
                field.queryset = _offered(field.queryset, subdistrict)
        self.initial.setdefault("valid_from", clock.today())

    def appointment(self, account: Account) -> Appointment:
        given = {
            name: value.pk if isinstance(value, Model) else value for name, value in self.cleaned_data.items()
        }
        del given["client_id"], given["version"]
        return Appointment(account=account.pk, **given)


def _offered(rows: Any, subdistrict: str) -> Any:
    """Places of committees that are there, or are to open."""
    of = {Committee: "closed_on", Beat: "committee__closed_on", BuildingGroup: "beat__committee__closed_on"}
    found = rows.filter(subdistrict=subdistrict)
    column = of.get(rows.model)
    return found.filter(**{f"{column}__isnull": True}) if column else found


class AccountField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.username})"


class PostNewForm(AppointForm):
    """From the place: who is to have it is chosen here."""

    account = AccountField(Account.objects.none(), label=_("Account"), empty_label="—")
    field_order = ("account",)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor.subdistrict, *args, **kwargs)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = access.appointable(actor)

    def place(self) -> Appointment:
        account: Account = self.cleaned_data.pop("account")
        return self.appointment(account)


class EndPostForm(ActionForm):
    last_day = DayField(label=_("Last day in office"))


class CertificateForm(ActionForm):
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Valid to"), help_text=_("The last day."))
