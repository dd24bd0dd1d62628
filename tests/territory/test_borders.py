"""Borders are drawn, imported and exported; what is wrong is told, and nothing is half done."""

import json
from typing import Any
from uuid import UUID, uuid4

import coordTransform
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpResponse
from django.test import Client

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.journal.models import Line
from sanshi.problems import SHAPE_CHANGED, Refused
from sanshi.territory.actions.borders import BorderDrawn, Pin, draw_border, join_borders, pin_building
from sanshi.territory.models import Border, Building, Compound, Road
from tests.accounts.test_pages import address, browser, text
from tests.make import NOW, STREET, Place, house
from tests.persons import somebody
from tests.territory.ground import at, collection, outline, polygon, square


@pytest.fixture
def office(here: Place) -> Client:
    return browser(somebody(here, Role.POPULATION_OFFICE))


def sent(client: Client, raw: bytes, **changes: Any) -> HttpResponse:
    file = SimpleUploadedFile("street.geojson", raw)
    asked = {"client_id": uuid4(), "kind": "borders", "system": "wgs84", "file": file}
    return client.post(address("map-import"), asked | changes)  # type: ignore[return-value]


def standing() -> dict[UUID, Any]:
    rows = Border.objects.filter(subdistrict=STREET, valid_to__isnull=True)
    return dict(rows.values_list("committee", "outline"))


def code(number: int) -> dict[str, str]:
    return {"code": f"{STREET}{number:03}"}


# Drawing


def drawing(client: Client, place: Place, shape: dict[str, Any], border: object = "") -> HttpResponse:
    asked = {"client_id": uuid4(), "border": border or "", "outline": json.dumps(shape)}
    return client.post(address("border-edit", place.committee), asked)  # type: ignore[return-value]


def test_the_office_draws_a_border_and_it_is_journalled(here: Place, office: Client) -> None:
    answer = drawing(office, here, square(0, 0))
    assert answer.headers["Location"] == address("map") + f"#{here.committee}"
    assert standing() == {here.committee: outline(0, 0)}
    line = Line.objects.filter(subdistrict=STREET).order_by("-number")[0]
    assert line.verb == "place.make" and [one.kind for one in line.subjects.all()] == ["territory.border"]


def test_the_earlier_border_stays_for_its_days(here: Place) -> None:
    first = draw_border(house(), uuid4(), BorderDrawn(here.committee, outline(0, 0)), None)
    with clock.frozen(NOW.replace(day=15)):
        draw_border(house(), uuid4(), BorderDrawn(here.committee, outline(5, 0)), first)
    rows = Border.objects.filter(subdistrict=STREET).order_by("id")
    assert [(str(row.valid_from), str(row.valid_to)) for row in rows] == [
        ("2026-10-12", "2026-10-15"),
        ("2026-10-15", "None"),
    ]


def test_who_was_slower_sees_both_and_decides(here: Place, office: Client) -> None:
    drawing(office, here, square(0, 0))
    answer = drawing(office, here, square(7, 0))
    assert answer.status_code == 409
    assert "第1居委 was changed in the meantime" in text(answer)
    assert standing() == {here.committee: outline(0, 0)}
    now = Border.objects.get(subdistrict=STREET)
    assert f'value="{now.pk}"' in answer.content.decode() and "Your drawing is kept here" in text(answer)
    assert drawing(office, here, square(7, 0), now.pk).status_code == 302
    assert standing() == {here.committee: outline(7, 0)}


def test_two_first_borders_at_once_are_one(here: Place) -> None:
    draw_border(house(), uuid4(), BorderDrawn(here.committee, outline(0, 0)), None)
    with pytest.raises(Refused) as refused:
        draw_border(house(), uuid4(), BorderDrawn(here.committee, outline(9, 0)), None)
    assert refused.value.kind == SHAPE_CHANGED


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (polygon((0, 0), (100, 100), (100, 0), (0, 100)), "the line crosses itself at 121.57"),
        (
            {"type": "Polygon", "coordinates": [[[31.25, 121.57], [31.26, 121.57], [31.25, 121.58]]]},
            "swapped",
        ),
        ({"type": "Polygon", "coordinates": [[[116, 39], [117, 39], [117, 40]]]}, "outside of Shanghai"),
        ({"type": "Point", "coordinates": [121.57, 31.25]}, "Polygon / MultiPolygon is needed"),
        ([], "Polygon / MultiPolygon is needed"),
    ],
)
def test_what_cannot_be_a_border_is_told_beside_the_text(
    here: Place, office: Client, shape: Any, said: str
) -> None:
    answer = drawing(office, here, shape)
    assert answer.status_code == 422 and said in text(answer)
    assert standing() == {}


def test_a_border_moves_no_stairway_and_tells_who_is_beyond(here: Place, office: Client) -> None:
    pin_building(house(), uuid4(), Pin(here.buildings[0], *at(300, 0)), None)
    drawing(office, here, square(0, 0))
    page = text(office.get(address("map")))
    assert "1 stairway stands beyond its committee's border and still belongs to it" in page
    building = Building.objects.get(subdistrict=STREET, pk=here.buildings[0])
    assert building.committee_id == here.committee and building.placings.count() <= 1


def test_a_committees_people_draw_nothing(here: Place) -> None:
    secretary = somebody(here, Role.SECRETARY)
    with pytest.raises(Http404):
        draw_border(secretary.actor, uuid4(), BorderDrawn(here.committee, outline(0, 0)), None)
    assert drawing(browser(secretary), here, square(0, 0)).status_code == 404


def test_of_a_merger_the_ground_is_joined(here: Place, elsewhere: Place) -> None:
    draw_border(house(), uuid4(), BorderDrawn(here.committee, outline(0, 0)), None)
    draw_border(house(), uuid4(), BorderDrawn(elsewhere.committee, outline(100, 0)), None)
    join_borders(house(), uuid4(), here.committee, elsewhere.committee, NOW.date())
    [(committee, [[ring]])] = standing().items()
    assert committee == elsewhere.committee
    assert {tuple(spot) for spot in ring} >= {tuple(at(0, 0)), tuple(at(200, 100))}


# Points


def pinned(client: Client, building: UUID, **said: Any) -> HttpResponse:
    asked = {"client_id": uuid4(), "system": "wgs84", "was": "", **said}
    return client.post(address("building-point", building), asked)  # type: ignore[return-value]


def point_of(building: UUID) -> tuple[float | None, float | None]:
    row = Building.objects.get(subdistrict=STREET, pk=building)
    return row.longitude, row.latitude


def test_a_point_is_typed_as_another_map_says_it(here: Place, office: Client) -> None:
    longitude, latitude = coordTransform.wgs84_to_bd09(121.57, 31.25)
    said = {"longitude": longitude, "latitude": latitude, "system": "bd09"}
    assert pinned(office, here.buildings[0], **said).status_code == 302
    assert point_of(here.buildings[0]) == pytest.approx((121.57, 31.25), abs=2e-7)


def test_a_point_in_another_committee_is_told_and_moves_nothing(
    here: Place, elsewhere: Place, office: Client
) -> None:
    draw_border(house(), uuid4(), BorderDrawn(elsewhere.committee, outline(0, 0)), None)
    longitude, latitude = at(5, 5)
    answer = pinned(office, here.buildings[0], longitude=longitude, latitude=latitude)
    page = text(office.get(answer.headers["Location"]))
    assert "The point lies in 第2居委, the stairway belongs to 第1居委. It was not moved." in page


def test_two_who_set_a_point_do_not_undo_each_other(here: Place, office: Client) -> None:
    assert pinned(office, here.buildings[0], longitude=121.57, latitude=31.25).status_code == 302
    assert pinned(office, here.buildings[0], longitude=121.58, latitude=31.26).status_code == 409
    assert point_of(here.buildings[0]) == (121.57, 31.25)
    again = pinned(office, here.buildings[0], longitude=121.58, latitude=31.26, was="121.57,31.25")
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("longitude", "latitude"), [("31.25", "121.57"), ("nan", "31.25"), ("", "31"), ("1", "1")]
)
def test_what_is_no_point_here_is_told(here: Place, office: Client, longitude: str, latitude: str) -> None:
    answer = pinned(office, here.buildings[0], longitude=longitude, latitude=latitude)
    assert answer.status_code == 422 and point_of(here.buildings[0]) == (None, None)


# Files


def test_a_street_goes_out_and_in_again_unchanged(here: Place, elsewhere: Place, office: Client) -> None:
    for place, found in ((here, outline(0, 0)), (elsewhere, outline(100, 0))):
        draw_border(house(), uuid4(), BorderDrawn(place.committee, found), None)
    kept, before = list(Border.objects.values_list("pk", flat=True)), standing()
    raw = office.get(address("map-export", "borders")).content
    assert sent(office, raw).status_code == 302
    assert standing() == before and list(Border.objects.values_list("pk", flat=True)) == kept
    Border.objects.filter(subdistrict=STREET).delete()
    assert sent(office, raw).status_code == 302
    assert standing() == before


@pytest.mark.parametrize(("system", "forward"), [("gcj02", "wgs84_to_gcj02"), ("bd09", "wgs84_to_bd09")])
def test_other_maps_coordinates_are_converted(here: Place, office: Client, system: str, forward: str) -> None:
    moved = square(0, 0)
    there = getattr(coordTransform, forward)
    moved["coordinates"] = [[list(there(*spot)) for spot in ring] for ring in moved["coordinates"]]
    assert sent(office, collection((moved, code(1))), system=system).status_code == 302
    [[ring]] = standing()[here.committee]
    [[wanted]] = outline(0, 0)
    assert [value for spot in ring for value in spot] == pytest.approx(
        [value for spot in wanted for value in spot], abs=2e-7
    )


def test_every_problem_is_told_and_nothing_saved(here: Place, elsewhere: Place, office: Client) -> None:
    crossing = polygon((0, 0), (100, 100), (100, 0), (0, 100))
    raw = collection(
        (square(0, 0), code(1)), (crossing, code(2)), (square(9, 9), code(1)), (square(0, 0), {"code": "9"})
    )
    answer = sent(office, raw)
    page = text(answer)
    assert answer.status_code == 422 and standing() == {}
    assert "Nothing was saved." in page
    assert f"Shape 2 ({STREET}002): the line crosses itself" in page
    assert f"the code {STREET}001 stands in the file twice." in page
    assert "no committee has the code “9”" in page


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "The submitted file is empty."),
        (b"{", "in line 1, column 2"),
        (b"[1]", "it holds no FeatureCollection"),
        (b"\xff\xfe\x00", "neither UTF-8 nor GB18030"),
        (b'{"type": "FeatureCollection", "features": []}', "it holds no shape"),
        (b'{"type": "FeatureCollection", "features": [7]}', "shape 1 is none"),
        (b"[" * 100_000, "brackets too deep"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "what is no number"),
        (
            b'{"type": "FeatureCollection", "features": [{}],'
            b' "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2437"}}}',
            "coordinates are urn:ogc:def:crs:EPSG::2437",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(here: Place, office: Client, raw: bytes, said: str) -> None:
    answer = sent(office, raw)
    assert answer.status_code == 422 and said in text(answer)


@pytest.mark.parametrize(
    ("megabytes", "status", "said"),
    [(11, 422, "The file has 11 MB; at most 10 MB are read."), (100, 413, "")],
)
def test_a_file_that_is_too_large_is_refused_unread(
    here: Place, office: Client, megabytes: int, status: int, said: str
) -> None:
    answer = sent(office, bytes(megabytes * 2**20))
    assert answer.status_code == status and said in text(answer)
    assert standing() == {}


def test_gb18030_is_read(here: Place, office: Client) -> None:
    raw = collection(({"type": "LineString", "coordinates": [at(0, 0), at(9, 0)]}, {"name": "金口路"}))
    written = json.dumps(json.loads(raw), ensure_ascii=False).encode("gb18030")
    assert sent(office, written, kind="roads").status_code == 302
    assert Road.objects.get(subdistrict=STREET).name == "金口路"


def test_roads_compounds_and_points_come_by_file(here: Place, office: Client) -> None:
    pieces = [{"type": "LineString", "coordinates": [at(x, 0), at(x + 5, 0)]} for x in (0, 5)]
    assert (
        sent(office, collection(*((piece, {"name": "枣庄路"}) for piece in pieces)), kind="roads").status_code
        == 302
    )
    estate = collection((square(0, 0), {"name": "南苑", **code(1)}))
    assert sent(office, estate, kind="compounds").status_code == 302
    stairway = collection(({"type": "Point", "coordinates": at(3, 4)}, {"address": "金口路1弄1号"}))
    assert sent(office, stairway, kind="stairways").status_code == 302
    assert len(Road.objects.get(subdistrict=STREET, name="枣庄路").line or []) == 2
    assert Compound.objects.get(subdistrict=STREET, name="南苑").outline == outline(0, 0)
    assert point_of(here.buildings[0]) == tuple(at(3, 4))
    unknown = collection(({"type": "Point", "coordinates": at(3, 4)}, {"address": "金口路1弄99号"}))
    assert "no stairway has the address “金口路1弄99号”" in text(sent(office, unknown, kind="stairways"))


def test_the_same_file_sent_twice_has_one_effect(here: Place, office: Client) -> None:
    raw, once = collection((square(0, 0), code(1))), uuid4()
    assert [sent(office, raw, client_id=once).status_code for _ in range(2)] == [302, 302]
    assert Border.objects.count() == 1
