"""The persons of the walk. Their numbers can belong to nobody, and stand nowhere else in the tests."""

from dataclasses import dataclass
from datetime import date

from sanshi.identity.fictive import fictive_phone, fictive_resident_number


@dataclass(frozen=True)
class Resident:
    name: str
    masked: str
    number: str = ""
    phone: str = ""
    # Where the number says so: the page fills them in.
    sex: str = ""
    born: str = ""


def _of_number(name: str, masked: str, region: str, born: date, sequence: int, phone: int) -> Resident:
    number = fictive_resident_number(region, born, sequence)
    sex = "1" if sequence % 2 else "2"
    return Resident(name, masked, number, fictive_phone(phone), sex, born.isoformat())


TENANT = _of_number("张伟民", "张*民", "083401", date(1991, 4, 23), 617, 90_417_263)
SEPARATED = _of_number("李秀英", "李*英", "083102", date(1968, 11, 9), 528, 90_417_264)
OVERSEAS = Resident("Emma Brown", "E*** B****", "E90417265", fictive_phone(90_417_265))
# Seven years old: no number shown, the guardian named (PIPL 31).
CHILD = Resident("赵小满", "赵*满")
GUARDIAN = Resident("赵立夏", "赵*夏", phone=fictive_phone(90_417_266))
# First written with two digits exchanged; the tenant's second phone, when he is found again.
MISTYPED_PHONE = fictive_phone(90_412_763)
NEW_PHONE = fictive_phone(90_417_267)
LANDLORD_PHONE = fictive_phone(90_417_268)
SHOP_PHONE = fictive_phone(90_417_269)

SECRETS = tuple(
    sorted(
        {
            *(one.number for one in (TENANT, SEPARATED, OVERSEAS)),
            *(one.phone for one in (TENANT, SEPARATED, OVERSEAS, GUARDIAN)),
            MISTYPED_PHONE,
            NEW_PHONE,
            LANDLORD_PHONE,
            SHOP_PHONE,
        }
    )
)
