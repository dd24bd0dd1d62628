"""From a text as somebody wrote it to the parts of an address."""

from sanshi.territory.address.gazetteer import Gazetteer
from sanshi.territory.address.normal import normal
from sanshi.territory.address.parts import Address, Note
from sanshi.territory.address.reading import Reading
from sanshi.territory.address.regions import is_elsewhere

# Signs of a text that can still be an address; letters of one that is still a Chinese one.
LONGEST, FEW_LETTERS = 200, 3


def parse(raw: str, gazetteer: Gazetteer | None = None) -> Address:
    """What the text says; what it leaves open is named by the notes, not decided.

    With the gazetteer of a street, wrong characters in the names of its roads are mended where one road fits.
    """
    text = normal(raw)
    if is_elsewhere(text):
        return Address(raw, notes=(Note.ELSEWHERE,))
    if len(text) > LONGEST or _is_latin(text):
        return Address(raw, notes=(Note.INCOMPLETE, Note.NO_ROAD, Note.UNREAD))
    reading = Reading()
    reading.read(text)
    if gazetteer:
        _mend(reading, gazetteer)
    _road_before_lane(reading)
    reading.notes |= _missing(reading.parts, gazetteer)
    return Address(raw, **reading.parts, notes=tuple(sorted(reading.notes)))


def _is_latin(text: str) -> bool:
    return text.isascii() and sum(map(str.isalpha, text)) > FEW_LETTERS


def _road_before_lane(reading: Reading) -> None:
    """Lanes hang on roads, so an unknown name before one is taken for a road, and asked about."""
    if Note.UNKNOWN_NAME in reading.notes and "lane" in reading.parts and "road" not in reading.parts:
        reading.parts["road"] = reading.parts.pop("estate")


def _mend(reading: Reading, gazetteer: Gazetteer) -> None:
    parts = reading.parts
    if street := gazetteer.meant_street(parts.get("street", "")):
        parts["street"] = street
    if parts.get("district", gazetteer.district) != gazetteer.district:
        return
    _mend_names(reading, gazetteer)
    _lane_for_number(parts, reading, gazetteer)


def _mend_names(reading: Reading, gazetteer: Gazetteer) -> None:
    parts = reading.parts
    if "road" not in parts and parts.get("estate") and Note.UNKNOWN_NAME in reading.notes:
        _estate_or_road(reading, gazetteer)
    if road := gazetteer.meant_road(parts.get("road", ""), parts.get("lane", "")):
        parts["road"] = road
        reading.notes.add(Note.TYPO)
    if estate := gazetteer.meant_estate(parts.get("estate", "")):
        parts["estate"] = estate
        reading.notes.add(Note.TYPO)


def _estate_or_road(reading: Reading, gazetteer: Gazetteer) -> None:
    """A name with no word that tells which it is."""
    name = reading.parts["estate"]
    if name in gazetteer.estates:
        reading.notes.discard(Note.UNKNOWN_NAME)
    elif name in gazetteer.roads or gazetteer.meant_road(name, reading.parts.get("lane", "")):
        reading.notes.discard(Note.UNKNOWN_NAME)
        reading.parts["road"] = reading.parts.pop("estate")


def _lane_for_number(parts: dict[str, str], reading: Reading, gazetteer: Gazetteer) -> None:
    """750-12号 and 471-8, where 750 and 471 are lanes of that road."""
    lane, dash, number = parts.get("number", "").partition("-")
    if not dash or parts.get("lane") or not gazetteer.has_lane(parts.get("road", ""), lane):
        return
    parts["lane"], parts["number"] = lane, number
    reading.notes.discard(Note.NO_UNIT)


def _missing(parts: dict[str, str], gazetteer: Gazetteer | None) -> set[str]:
    road, number, room = parts.get("road"), parts.get("number"), parts.get("room")
    notes = set() if road else {Note.NO_ROAD}
    if not number or not (road or parts.get("estate")):
        notes.add(Note.INCOMPLETE)
    if road and room and number and not parts.get("lane") and not _is_known(parts, gazetteer):
        notes.add(Note.NO_LANE)
    if _floor_contradicts(parts.get("floor", ""), room or ""):
        notes.add(Note.FLOOR_OF_ROOM)
    if number and parts.get("lane") and _is_known(parts, gazetteer) is False:
        notes.add(Note.NOT_IN_LANE)
    return notes


def _is_known(parts: dict[str, str], gazetteer: Gazetteer | None) -> bool | None:
    if gazetteer is None or parts.get("sublane"):
        return None
    return gazetteer.has_number(parts.get("road", ""), parts.get("lane", ""), parts["number"])


def _floor_contradicts(floor: str, room: str) -> bool:
    if not (floor.isdigit() and room.isdigit() and len(room) in (3, 4)):
        return False
    return room[:-2].lstrip("0") != floor
