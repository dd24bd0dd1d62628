"""Shanghai addresses: read as people write them, written in one way, with one key for one door."""

from sanshi.territory.address.gazetteer import Gazetteer, Place, shipped
from sanshi.territory.address.keys import door_key, door_key_of
from sanshi.territory.address.parsing import parse
from sanshi.territory.address.parts import Address, Note
from sanshi.territory.address.questions import Question, questions
from sanshi.territory.address.regions import district_of
from sanshi.territory.address.writing import building_address, door_address, format_address

__all__ = [
    "Address",
    "Gazetteer",
    "Note",
    "Place",
    "Question",
    "building_address",
    "district_of",
    "door_address",
    "door_key",
    "door_key_of",
    "format_address",
    "parse",
    "questions",
    "shipped",
]
