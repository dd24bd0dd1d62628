"""Base form of every action, and how one field is shown."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from sanshi.problems import REQUIRED, Refused
from sanshi.shell.frame import Text

# A refusal of these is about what was typed; anything else is a page of its own (shell.errors.problem_page).
ABOUT_THE_FORM = {400, 422}
REQUIRED_TEXT: Any = REQUIRED.text
DJANGO_REQUIRED = forms.Field.default_error_messages["required"]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class DayField(forms.DateField):
    widget = DayInput
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("Enter a day like 2026-10-12.")}


class MomentField(forms.DateTimeField):
    widget = MomentInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Enter a day and a time like 2026-10-12 16:20.")
    }


class ActionForm(forms.Form):
    """A form whose sending is one action.

    `client_id` is made with the page and comes back with every resend, so a double click has one effect;
    `version` is the version of the row the page was made from.
    """

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    # The server answers in the reader's language; the browser would in its own.
    use_required_attribute = False

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if version is not None:
            self.initial.setdefault("version", version)
        for field in self.fields.values():
            if field.error_messages["required"] == DJANGO_REQUIRED:
                field.error_messages["required"] = REQUIRED_TEXT

    def refuse(self, refused: Refused) -> None:
        """Say it beside the field that would have to change, else above the form."""
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, refused.message)

    def answering(self) -> "Answering":
        """`with form.answering(): act(); return redirect(...)`: a refusal becomes a form error."""
        return Answering(self)


class Answering:
    def __init__(self, form: ActionForm) -> None:
        self.form = form

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(raised, Refused):
            return False
        if raised.status not in ABOUT_THE_FORM and raised.field not in self.form.fields:
            return False
        self.form.refuse(raised)
        return True


def parts(bound: BoundField, label: Text, help: Text, attributes: Mapping[str, str]) -> dict[str, Any]:
    """What the field component shows: control, label, help and errors, tied together for screen readers."""
    widget = bound.field.widget
    shape = _shape(widget)
    help = help or bound.help_text
    described = [
        f"{bound.id_for_label}_{part}" for part, there in (("help", help), ("error", bound.errors)) if there
    ]
    attrs: dict[str, Any] = {
        "autocomplete": widget.attrs.get("autocomplete", "off"),
        "class": " ".join(
            filter(
                None, [_CLASSES[shape], widget.attrs.get("class", ""), "is-invalid" if bound.errors else ""]
            )
        ),
        **{name.replace("_", "-"): value for name, value in attributes.items() if name != "wide"},
    }
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.field.required and shape not in {"choices", "check"}:
        attrs["aria-required"] = "true"
    return {
        "field": bound,
        "shape": shape,
        "control": bound.as_widget(attrs=attrs) if shape != "choices" else "",
        "label": label or bound.label,
        "help": help,
        "wide": bool(attributes.get("wide")),
        "required": bound.field.required,
    }


_CLASSES = {
    "line": "form-control",
    "text": "form-control",
    "select": "form-select",
    "check": "form-check-input",
    "choices": "",
    "file": "form-control",
}


def _shape(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "text" if isinstance(widget, forms.Textarea) else "line"
