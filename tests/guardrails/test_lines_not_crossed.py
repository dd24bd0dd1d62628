"""What this product never does to residents (plan 2.2.3, PIPL 28).

Score, rank, label or predict them; biometrics; ethnicity, religion, health, politics; watch-lists; movement
timelines, association graphs, maps of persons.
"""

import re
from collections.abc import Iterator

import polib
import pytest
from django.apps import apps
from django.db.models import Field, Model
from django.utils import translation

from sanshi.accounts.checks import all_patterns
from sanshi.project import extract
from sanshi.register.models import Person, PersonVersion
from sanshi.vault.fields import SealedField
from sanshi.verbs import MAKE_PLACES, READ_PLACES, verb_of

# English words, whole; a plural or a participle stands by itself.
KINDS = {
    "score": "score scores scoring scored rating ratings points",
    "rank": "rank ranks ranking league",
    "risk": "risk risks risky threat dangerous",
    "label": "label labels labelled tag tags profile profiling portrait portraits",
    "prediction": "predict predicts prediction forecast likelihood",
    "biometrics": "biometric biometrics fingerprint fingerprints face facial iris dna gait photo photos",
    "health": "health disease diseases disabled disability pregnancy contraception blood",
    "belief": "ethnicity ethnic religion religious faith belief politics political party",
    "family and service": "marriage marital military",
    "suspicion": "suspect suspects suspicious criminal criminals offender offenders offence offense crime",
    "watching": "watch watched watchlist blacklist alert alerts alarm petition petitioner",
    "movement": "movement movements trajectory tracking tracked track associate association graph",
    "place on earth": "latitude longitude gps coordinates",
}
CHINESE = re.compile(
    "风险|评分|打分|积分|排名|排行|标签|画像|重点人员|重点人口|高危|前科|上访|信访|维稳|嫌疑|可疑|犯罪|预测"
    "|民族|宗教|信仰|政治|党员|健康|疾病|残疾|婚姻|避孕|血型|兵役|指纹|人脸|虹膜|生物|照片|头像|相片"
    "|布控|预警|报警|轨迹|图谱|黑名单|关注人员|监控"
)
# Texts that name such a thing to say that it is not there.
SAID_TO_REFUSE = {
    # The portrait is bound with the paper form (3.3.4); nothing of it is stored.
    "Portrait: bound with this form in the archive, on paper only (plan 3.3.4).",
}
# A stairway stands somewhere on earth; nothing else that is stored does.
HAS_A_PLACE_ON_EARTH = {"territory.Building"}
ON_EARTH = set(KINDS["place on earth"].split())
# Corners of a line on the map, and stairways drawn as points: no marks for anybody.
SAID_OF_LINES_AND_STAIRWAYS = {
    "%(where)s: %(count)s points; at most %(most)s. Simplify the line.",
    "Points of stairways",
    "Points",
    "a line needs two different points.",
    "points are missing.",
}
OF_PERSONS = re.compile(r"\b(persons?|people|residents?|tenants?|names?)\b", re.IGNORECASE)
FORBIDDEN = {word for words in KINDS.values() for word in words.split()}
MODELS: list[type[Model]] = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith("sanshi.")
    for model in config.get_models()
]


def words_of(name: str) -> set[str]:
    """Of an identifier or a sentence."""
    apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    return {word.lower() for word in re.findall(r"[A-Za-z]+", apart)}


def crossed(text: str) -> set[str]:
    return (words_of(text) & FORBIDDEN) | set(CHINESE.findall(text))


def names_in(model: type[Model]) -> Iterator[str]:
    """Its name, those of its fields, and what its choices say in both languages."""
    yield model.__name__
    for field in model._meta.get_fields():
        yield field.name
        if isinstance(field, Field):
            yield from _said(field)


def _said(field: Field) -> Iterator[str]:  # type: ignore[type-arg]
    for value, words in field.flatchoices:
        yield str(value)
        for language in ("en", "zh-hans"):
            with translation.override(language):
                yield str(words)
    yield str(field.help_text)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_table_has_room_for_it(model: type[Model]) -> None:
    placed = ON_EARTH if model._meta.label in HAS_A_PLACE_ON_EARTH else set()
    assert {name: found for name in names_in(model) if (found := crossed(name) - placed)} == {}


@pytest.mark.parametrize("app", extract.apps(), ids=lambda app: app.name)
def test_no_text_speaks_of_it(app) -> None:  # type: ignore[no-untyped-def]
    catalogue = extract.catalogue_of(app)
    if not catalogue.exists():
        return
    found = {}
    for entry in polib.pofile(str(catalogue)):
        texts = (entry.msgid, entry.msgid_plural or "", entry.msgstr, *entry.msgstr_plural.values())
        said = _without_names(" ".join(texts))
        words = crossed(said) - (set() if OF_PERSONS.search(said) else ON_EARTH)
        if words and entry.msgid not in SAID_TO_REFUSE | SAID_OF_LINES_AND_STAIRWAYS:
            found[entry.msgid] = words
    assert found == {}


def _without_names(text: str) -> str:
    """%(label)s is a name in the code, which nobody reads."""
    return re.sub(r"%\(\w+\)[sd]", "", text)


def test_no_address_leads_there() -> None:
    """A map, a graph or a timeline of persons has an address of its own before it has anything else."""
    more = {"graph", "timeline", "history", "path", "network", "contacts", "relations"}
    wrong = {
        route: found
        for route, pattern in all_patterns()
        if (found := words_of(f"{re.sub('<[^>]*>', '', route)} {pattern.name}") & (FORBIDDEN | more))
    }
    assert wrong == {}


def test_a_map_is_of_places() -> None:
    """Only verbs about places stand behind one."""
    maps = {
        route: verb_of(pattern.callback)
        for route, pattern in all_patterns()
        if words_of(f"{re.sub('<[^>]*>', '', route)} {pattern.name}") & {"map", "maps"}
    }
    assert maps
    assert {route: verb for route, verb in maps.items() if verb not in (READ_PLACES, MAKE_PLACES)} == {}


def test_persons_have_these_pages_and_no_others() -> None:
    """A record page says where somebody lives and lived: no list of what somebody did, day by day."""
    about = {pattern.name for route, pattern in all_patterns() if "person" in f"{route} {pattern.name}"}
    about -= {
        # By which form each value of the record was said: of fields, not of days and places.
        "person-values",
        # Who among the staff looked at it, for colleagues and for the resident who asks (PIPL 44).
        "person-readers",
        "person-answer",
    }
    assert about == {"person-list", "person-page", "person-reveal"}


def test_the_population_is_counted_and_papers_are_due() -> None:
    """Numbers, and lists of papers by the day they run out: of nobody's coming and going."""
    about = {pattern.name for route, pattern in all_patterns() if "population" in f"{route} {pattern.name}"}
    assert about == {"population", "overseas-dates", "permit-dates"}


def test_nothing_is_stored_between_two_persons() -> None:
    """Who is a person's household follows from the dwelling; there is no table of who knows whom."""
    pointing = {
        model._meta.label: sum(
            field.related_model is Person for field in model._meta.get_fields() if _is_key(field)
        )
        for model in MODELS
    }
    assert {label: keys for label, keys in pointing.items() if keys} == {
        "register.PersonVersion": 1,
        "register.Residency": 1,
        "register.ResidencyVersion": 1,
        # Where somebody works, as a line of the unit's form (plan 3.3.5); leads from the unit to its staff.
        "register.EmploymentVersion": 1,
        "collection.Form": 1,
    }


def _is_key(field: object) -> bool:
    return bool(getattr(field, "many_to_one", False) or getattr(field, "one_to_one", False)) and hasattr(
        field, "attname"
    )


def test_of_a_person_these_facts_are_kept_and_no_others() -> None:
    """Each of them is asked for by a clause; one more has to be argued here."""
    kept = {field.name for field in PersonVersion._meta.concrete_fields}
    assert kept == {
        # the row: what was so from when to when, as known from when to when, by which form
        *("id", "subdistrict", "person", "valid_from", "valid_to", "recorded_at", "superseded_at"),
        *("form", "superseding_form"),
        # who it is
        *("name", "document_type", "document_number", "document_index", "no_document_reason"),
        *("sex", "birth_date", "phone"),
        # of a child, whom the law wants asked (PIPL 31)
        *("guardian", "guardian_name", "guardian_phone"),
        # that the person was told why
        *("notice_version", "notified_on"),
    }


PERSONAL_NUMBERS = {"document_number", "phone", "guardian_phone", "contact_phone", "id_number", "mobile"}


def test_numbers_of_persons_are_sealed_in_every_table() -> None:
    plain = {
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.concrete_fields
        if field.name in PERSONAL_NUMBERS and not isinstance(field, SealedField)
    }
    assert plain == set()


def test_staff_are_not_residents() -> None:
    """An account never points at a person's record, nor a record at the account of the one it is about."""
    account = apps.get_model("accounts", "Account")
    assert {getattr(field, "related_model", None) for field in account._meta.get_fields()}.isdisjoint(
        {Person}
    )
    assert not any(getattr(field, "related_model", None) is account for field in Person._meta.concrete_fields)


@pytest.mark.parametrize(
    "text", ["risk_level", "RiskNote", "religion", "A ranking of residents", "重点人员", "人脸识别"]
)
def test_the_reader_sees_what_it_looks_for(text: str) -> None:
    assert crossed(text)


@pytest.mark.parametrize(
    "text", ["credit_code", "registered_region", "Late by 3 days", "实有人口", "来沪人员"]
)
def test_the_reader_lets_ordinary_words_pass(text: str) -> None:
    assert not crossed(text)
