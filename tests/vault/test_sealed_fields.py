import copy
import pickle
import traceback

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.models import F
from django.test.utils import isolate_apps

from sanshi.streets.models import Subdistrict
from sanshi.streets.uuid7 import uuid7
from sanshi.vault.fields import SealedField
from sanshi.vault.sealing import NotOpened, Sealed
from tests.streets.sample.models import Elsewhere, Secret

STREET = "000000101"
PLAIN = "012345199001010012"


@pytest.fixture
def street(db):
    return Subdistrict.objects.create(code=STREET, name="S")


@pytest.fixture
def row(street):
    return Secret.objects.create(subdistrict=street, number=PLAIN, content={"b": [1, None], "a": "值"})


def stored(table, column):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}"')
        return [None if value is None else bytes(value) for (value,) in cursor.fetchall()]


def test_a_value_comes_back_and_is_not_in_the_table(row):
    again = Secret.objects.get(subdistrict=STREET)
    assert again.number.open() == PLAIN
    assert again.number.matches(PLAIN)
    assert not again.number.matches(PLAIN[:-1])
    assert again.phone is None
    assert again.content.open() == {"a": "值", "b": [1, None]}
    for value in stored("sample_secret", "number") + stored("sample_secret", "content"):
        assert PLAIN.encode() not in value
        assert "值".encode() not in value


def test_two_equal_values_look_different(street):
    Secret.objects.bulk_create([Secret(subdistrict=street, number=PLAIN) for _ in range(2)])
    assert len(set(stored("sample_secret", "number"))) == 2
    assert {one.number.open() for one in Secret.objects.all()} == {PLAIN}


def test_save_of_one_field_and_bulk_update(row):
    row.number = "0"
    row.save(update_fields=["number"])
    assert Secret.objects.get(pk=row.pk).number.open() == "0"
    row.number, row.phone = "1", None
    Secret.objects.bulk_update([row], ["number", "phone"])
    assert Secret.objects.get(pk=row.pk).number.open() == "1"
    row.number = None
    row.save()
    assert Secret.objects.get(pk=row.pk).number is None


def test_an_unchanged_value_keeps_its_ciphertext(row):
    before = stored("sample_secret", "number")
    again = Secret.objects.get(pk=row.pk)
    again.note = "x"
    again.number = again.number
    again.save()
    assert stored("sample_secret", "number") == before


def test_the_plain_value_is_nowhere_on_the_row(row):
    fresh = Secret(subdistrict_id=STREET, number=PLAIN, phone="0123456789")
    for one in (row, fresh, Secret.objects.get(pk=row.pk), copy.deepcopy(fresh)):
        for shown in (repr(vars(one)), repr(one.number), str(one.number), f"{one.number}", f"{one.content}"):
            assert PLAIN not in shown
        for dumped in (pickle.dumps(one), pickle.dumps(one.number)):
            assert PLAIN.encode() not in dumped
    assert pickle.loads(pickle.dumps(fresh)).number.open() == PLAIN
    assert pickle.loads(pickle.dumps(fresh.number)).open() == PLAIN
    assert PLAIN not in repr(list(Secret.objects.values_list("number", flat=True)))


def move(source, target):
    """Copy a ciphertext by SQL, as somebody with the database alone would."""
    (to_table, to_column), (from_table, from_column) = target, source
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{to_table}" SET "{to_column}" = (SELECT "{from_column}" FROM "{from_table}"'
            f' WHERE "{from_column}" IS NOT NULL LIMIT 1) WHERE "{to_column}" IS NULL'
        )


def test_a_ciphertext_in_another_row_does_not_open(row):
    other = Secret.objects.create(subdistrict_id=STREET)
    move(("sample_secret", "number"), ("sample_secret", "number"))
    with pytest.raises(NotOpened):
        Secret.objects.get(pk=other.pk).number.open()
    assert Secret.objects.get(pk=row.pk).number.open() == PLAIN


def test_a_ciphertext_in_another_column_does_not_open(row):
    move(("sample_secret", "number"), ("sample_secret", "phone"))
    with pytest.raises(NotOpened):
        Secret.objects.get(pk=row.pk).phone.open()


def test_a_ciphertext_in_another_table_does_not_open(row):
    Elsewhere.objects.create(key=str(row.pk)[:20])
    move(("sample_secret", "number"), ("sample_elsewhere", "number"))
    with pytest.raises(NotOpened):
        Elsewhere.objects.get().number.open()


@pytest.mark.parametrize("place", [0, 1, 16, 17, 29, -1])
def test_a_changed_byte_does_not_open(row, place):
    blob = bytearray(row.number.blob)
    blob[place] ^= 1
    with pytest.raises(NotOpened) as raised:
        Sealed(type(row.number.blob)(blob), row.number.place).open()
    shown = "".join(traceback.format_exception(raised.value))
    assert PLAIN not in shown
    assert "sample_secret.number" in str(raised.value)


@pytest.mark.parametrize("length", [0, 1, 17, 29, 30])
def test_a_cut_ciphertext_does_not_open(row, length):
    with pytest.raises(NotOpened):
        Sealed(type(row.number.blob)(row.number.blob[:length]), row.number.place).open()


def test_a_value_of_another_row_is_sealed_anew(row):
    other = Secret.objects.create(
        subdistrict_id=STREET, number=row.number, phone=row.number, content=row.content
    )
    again = Secret.objects.get(pk=other.pk)
    assert again.number.open() == again.phone.open() == PLAIN
    assert again.content.open() == row.content.open()


def test_a_row_given_another_key_is_not_written(row):
    row.pk = uuid7()
    row._state.adding = True
    with pytest.raises(NotOpened):
        row.save()


def test_a_row_without_a_key_takes_no_value():
    with pytest.raises(ValueError):
        Elsewhere(key=None, number=PLAIN)


@pytest.mark.parametrize("given", [b"bytes", 7, {"a": 1}, F("phone")])
def test_only_text_is_sealed(given):
    with pytest.raises(TypeError):
        Secret(number=given)


@pytest.mark.parametrize("given", ["text", [1], {"a": float("nan")}, {"a": object()}])
def test_only_json_objects_are_sealed_as_content(given):
    with pytest.raises((TypeError, ValueError)):
        Secret(content=given)


def test_a_query_cannot_seal(row):
    rows = Secret.objects.filter(subdistrict=STREET)
    for given in (PLAIN, row.number):
        with pytest.raises(TypeError):
            rows.update(number=given)
    assert rows.update(number=None) == 1
    # A table that is not local has Django's own queryset; the field itself refuses there.
    with pytest.raises(TypeError):
        Elsewhere.objects.update(number=PLAIN)


def test_a_query_cannot_search(row):
    for lookup in ("number", "number__exact", "number__in", "number__startswith", "number__gt"):
        with pytest.raises(FieldError, match="blind index"):
            Secret.objects.filter(**{lookup: PLAIN})
    with pytest.raises(FieldError):
        Secret.objects.filter(number__length=18)
    assert Secret.objects.filter(number__isnull=False).count() == 1


def test_a_deferred_value_is_read_when_asked_for(row):
    assert Secret.objects.only("note").get(pk=row.pk).number.open() == PLAIN


def test_fixtures_carry_ciphertexts(row):
    text = serializers.serialize("json", [row])
    assert PLAIN not in text
    (loaded,) = serializers.deserialize("json", text)
    assert loaded.object.number.open() == PLAIN


def test_forms_do_not_offer_it(row):
    assert Secret._meta.get_field("number").formfield() is None
    assert not Secret._meta.get_field("number").editable


def test_migrations_can_write_it_down():
    _, path, args, kwargs = Secret._meta.get_field("number").deconstruct()
    assert (path, args, kwargs) == ("sanshi.vault.fields.SealedField", [], {"null": True, "editable": False})
    assert Secret._meta.get_field("content").deconstruct()[1] == "sanshi.vault.fields.SealedJSON"


def test_checks_refuse_what_cannot_be_sealed():
    with isolate_apps("tests.streets.sample"):

        class Wrong(models.Model):
            number = SealedField(unique=True)
            key = models.CharField(max_length=9, primary_key=True)

            class Meta:
                app_label = "sample"

        assert {error.id for error in Wrong.check()} >= {"vault.E001", "vault.E002"}
