from types import SimpleNamespace

import pytest

from sanshi.streets.models import Subdistrict
from tests.streets.sample import install

install()

HERE, THERE = "000000101", "000000102"


@pytest.fixture
def town(db):
    """Two streets, each with a block, two flats in it and a tenant with a remark and a reply."""
    from tests.streets.sample.models import Block, Flat, Remark, Reply, Tenant

    rows = SimpleNamespace()
    for prefix, code in (("", HERE), ("other_", THERE)):
        Subdistrict.objects.create(code=code, name=code)
        block = Block.objects.create(subdistrict_id=code, name="A")
        flat = Flat.objects.create(subdistrict_id=code, block=block, number="1")
        spare = Flat.objects.create(subdistrict_id=code, block=block, number="2")
        tenant = Tenant.objects.create(subdistrict_id=code, flat=flat, name="T")
        remark = Remark.objects.create(subdistrict_id=code, tenant=tenant, text="r")
        Reply.objects.create(subdistrict_id=code, remark=remark)
        for name, row in {
            "block": block,
            "flat": flat,
            "spare": spare,
            "tenant": tenant,
            "remark": remark,
        }.items():
            setattr(rows, prefix + name, row)
    return rows
