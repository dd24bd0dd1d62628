from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import migrations, models
from django.test.utils import isolate_apps

from sanshi.streets.checks import check_rules, migration_errors, model_errors
from sanshi.streets.fields import DirectoryKey, DistrictKey, LocalKey
from sanshi.streets.models import LocalModel, Subdistrict
from sanshi.streets.uuid7 import uuid7
from tests.streets.sample.models import Block, Elsewhere, Flat, Remark, Reply, Secret, Tenant


@pytest.fixture(autouse=True)
def registry():
    """The wrong tables of these tests stay out of the real registry."""
    with isolate_apps("tests.streets.sample") as apart:
        apart.register_model("streets", Subdistrict)
        yield


class Local(LocalModel):
    class Meta:
        abstract = True
        app_label = "sample"


class Global(models.Model):
    class Meta:
        abstract = True
        app_label = "sample"


def broken(model):
    return [error.id for error in model_errors(model)]


def key():
    return models.UUIDField(primary_key=True, default=uuid7)


def test_the_rules_hold_for_the_samples():
    for model in (Block, Flat, Tenant, Remark, Reply, Secret, Elsewhere):
        assert broken(model) == []


def test_the_rules_hold_for_this_program_and_run_at_start():
    assert check_rules() == []
    assert not [error for error in run_checks() if error.id and error.id.startswith("streets.")]


def test_a_row_with_a_street_inherits_the_local_model():
    class Loose(Global):
        id = key()
        subdistrict = DistrictKey()

    assert broken(Loose) == ["streets.E002"]


def test_the_street_is_never_null():
    class Sometimes(Local):
        subdistrict = DistrictKey(null=True)

    assert broken(Sometimes) == ["streets.E002"]


def test_the_street_is_a_district_key():
    class Plain(Local):
        subdistrict = models.ForeignKey(Subdistrict, models.PROTECT, related_name="+")

    assert broken(Plain) == ["streets.E002"]


def test_keys_are_uuid7():
    class Counted(Global):
        pass

    class Random(Local):
        id = models.UUIDField(primary_key=True)

    assert broken(Counted) == broken(Random) == ["streets.E003"]


def test_directories_have_keys_of_their_own():
    class ByValue(Global):
        value = DirectoryKey(max_length=64)
        subdistrict = models.ForeignKey(Subdistrict, models.PROTECT, related_name="+")

    class Declared(Global):
        directory = True
        code = models.CharField(primary_key=True, max_length=9)

    assert broken(ByValue) == broken(Declared) == []


def test_local_tables_point_at_each_other_by_local_keys():
    class Wrong(Local):
        block = models.ForeignKey(Block, models.PROTECT, related_name="+")

    class AlsoWrong(Local):
        street = LocalKey(Subdistrict, models.PROTECT, related_name="+")

    assert broken(Wrong) == broken(AlsoWrong) == ["streets.E004"]


def test_nothing_global_points_at_something_local():
    class Everywhere(Global):
        id = key()
        block = models.ForeignKey(Block, models.PROTECT, related_name="+")

    class Directory(Global):
        value = DirectoryKey(max_length=64)
        block = LocalKey(Block, models.PROTECT, related_name="+")

    assert broken(Everywhere) == broken(Directory) == ["streets.E005"]


def test_no_many_to_many():
    class Left(Local):
        blocks = models.ManyToManyField(Subdistrict, related_name="+")

    class Everyone(Global):
        id = key()
        streets = models.ManyToManyField(Subdistrict, related_name="+")

    assert broken(Left) == broken(Everyone) == ["streets.E006"]


@pytest.mark.parametrize(
    "constraint",
    [
        models.UniqueConstraint(fields=["name"], name="once"),
        models.UniqueConstraint(models.functions.Lower("name"), name="once"),
    ],
)
def test_unique_constraints_list_the_street(constraint):
    class Named(Local):
        name = models.CharField(max_length=9)

        class Meta(Local.Meta):
            abstract = False
            constraints = [constraint]

    assert broken(Named) == ["streets.E007"]


def test_unique_together_and_unique_fields_list_the_street():
    class Pair(Local):
        a = models.CharField(max_length=9, unique=True)
        b = models.CharField(max_length=9)

        class Meta(Local.Meta):
            abstract = False
            unique_together = [("a", "b")]

    assert broken(Pair) == ["streets.E007", "streets.E007"]


def test_unique_expressions_with_the_street_are_fine():
    class Named(Local):
        name = models.CharField(max_length=9)

        class Meta(Local.Meta):
            abstract = False
            constraints = [
                models.UniqueConstraint("subdistrict", models.functions.Lower("name"), name="once")
            ]

    assert broken(Named) == []


def test_global_rows_are_kept_while_local_ones_point_at_them():
    class Account(Global):
        id = key()

    class Post(Local):
        account = models.ForeignKey(Account, models.CASCADE, related_name="+")

    assert broken(Post) == ["streets.E008"]


def test_one_table_a_model():
    class Base(Local):
        pass

    class Child(Base):
        pass

    assert "streets.E009" in broken(Child)


def test_querysets_are_local():
    class Bare(Local):
        objects = models.Manager()

    assert broken(Bare) == ["streets.E010"]


def test_no_admin(monkeypatch):
    monkeypatch.setattr(apps, "is_installed", lambda name: name == "django.contrib.admin")
    assert "streets.E011" in [error.id for error in check_rules()]


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("form", "subdistrict", DistrictKey()),
        migrations.AlterField("form", "subdistrict", DistrictKey(null=True)),
        migrations.RemoveField("form", "subdistrict"),
        migrations.RenameField("form", "street", "subdistrict"),
    ],
)
def test_the_street_stands_in_the_migration_that_makes_the_table(operation):
    module = SimpleNamespace(__name__="0002", Migration=SimpleNamespace(operations=[operation]))
    assert [error.id for error in migration_errors(module)] == ["streets.E001"]
