from uuid import UUID, uuid4

import pytest
from django import forms
from django.utils import translation

from sanshi import problems
from sanshi.problems import Refused
from sanshi.shell.forms import ActionForm, DayField, parts


class Sample(ActionForm):
    name = forms.CharField(help_text="as on the document")
    day = DayField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


def sent(**values):
    return Sample({"client_id": str(uuid4()), "name": "x", "kind": "a", **values})


class TestClientId:
    def test_each_page_has_its_own(self):
        assert Sample()["client_id"].value() != Sample()["client_id"].value()

    def test_it_is_kept_when_the_form_comes_back(self):
        client_id = str(uuid4())
        form = sent(client_id=client_id, name="")
        assert not form.is_valid()
        assert f'value="{client_id}"' in str(form["client_id"])

    def test_cleaned_as_uuid_with_the_version(self):
        form = sent(version="7")
        assert form.is_valid()
        assert isinstance(form.cleaned_data["client_id"], UUID)
        assert form.cleaned_data["version"] == 7

    def test_the_version_of_the_row_stands_in_the_page(self):
        assert 'value="12"' in str(Sample(version=12)["version"])


class TestRefusals:
    def test_about_a_field_stands_beside_it(self):
        form = sent()
        assert form.is_valid()
        with form.answering():
            raise Refused(problems.REQUIRED, field="name")
        assert form.errors["name"] == [str(problems.REQUIRED.text)]

    def test_about_the_whole_stands_above(self):
        form = sent()
        assert form.is_valid()
        with form.answering():
            raise Refused(problems.ENDS_BEFORE_START, field="not_here", end="2026-10-01", start="2026-10-02")
        assert "2026-10-01" in form.non_field_errors()[0]

    @pytest.mark.parametrize("kind", [problems.REPEATED_OTHERWISE, problems.FROZEN])
    def test_others_go_on_to_their_page(self, kind):
        form = sent()
        assert form.is_valid()
        with pytest.raises(Refused), form.answering():
            raise Refused(kind)

    def test_other_errors_are_not_swallowed(self):
        form = sent()
        with pytest.raises(ZeroDivisionError), form.answering():
            raise ZeroDivisionError


class TestField:
    def test_label_help_and_error_belong_to_the_control(self, render):
        form = sent(name="")
        form.is_valid()
        html = render("{% field form.name %}", form=form)
        assert 'aria-describedby="id_name_help id_name_error"' in html
        assert 'id="id_name_help"' in html and 'id="id_name_error"' in html
        assert 'aria-invalid="true"' in html and 'for="id_name"' in html

    def test_the_browser_is_not_to_remember_persons(self):
        assert 'autocomplete="off"' in parts(Sample()["name"], "", "", {})["control"]

    def test_sign_in_may_be_remembered(self):
        class SignIn(forms.Form):
            username = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "username"}))

        assert 'autocomplete="username"' in parts(SignIn()["username"], "", "", {})["control"]

    def test_choices_are_a_group_with_a_legend(self, render):
        html = render("{% field form.kind %}", form=Sample())
        assert "<fieldset" in html and "<legend" in html and html.count('type="radio"') == 2

    def test_a_day_is_shown_as_browsers_expect(self):
        assert (
            'value="2026-10-12"' in parts(Sample(initial={"day": "2026-10-12"})["day"], "", "", {})["control"]
        )

    def test_every_control_of_a_form_has_one_id(self, render):
        import re

        html = render("{% form_head form %}{% fields form %}", form=sent(name="", kind=""))
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))

    def test_the_summary_leads_to_the_fields(self, render):
        form = sent(name="")
        with translation.override("zh-hans"):
            html = render("{% form_head form %}", form=form)
        assert 'href="#id_name"' in html and "您填写的内容仍然保留" in html
