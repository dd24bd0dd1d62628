from django.db import models

from sanshi.streets.fields import DirectoryKey, LocalKey
from sanshi.streets.models import LocalModel
from sanshi.vault.fields import SealedField, SealedJSON


class Block(LocalModel):
    name = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "name"], name="sample_block_name")]


class Flat(LocalModel):
    block = LocalKey(Block, models.PROTECT, related_name="flats")
    number = models.CharField(max_length=20)


class Tenant(LocalModel):
    flat = LocalKey(Flat, models.SET_NULL, null=True, related_name="tenants")
    guardian = LocalKey("self", models.PROTECT, null=True, related_name="wards")
    name = models.CharField(max_length=20)


class Remark(LocalModel):
    tenant = LocalKey(Tenant, models.CASCADE, related_name="remarks")
    text = models.CharField(max_length=20)


class Reply(LocalModel):
    remark = LocalKey(Remark, models.CASCADE, related_name="replies")


class Secret(LocalModel):
    number = SealedField(null=True)
    phone = SealedField(null=True)
    content = SealedJSON(null=True)
    note = models.CharField(max_length=20, default="")


class Elsewhere(models.Model):
    """Another table with a column of the same name."""

    key = DirectoryKey(max_length=20)
    number = SealedField(null=True)
