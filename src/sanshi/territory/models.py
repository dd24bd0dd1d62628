"""Places: committees, station areas, beats, building groups, buildings and doors. Nobody's name.

`closed_on` of a place is the first day on which it is no more; what was said of it stays.
"""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel
from sanshi.territory.numbering import level
from sanshi.territory.order import OrderKey, building_key, door_key


class Committee(LocalModel):
    """A residents' committee (居委会), by its 12-digit statistical code."""

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=80)
    # None: older than this register.
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    # Others were merged into it: their papers are read and kept here.
    inherits = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "code"], name="committee_code_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def listed_name(self) -> str:
        """Among others of which some are closed."""
        if self.closed_on is None:
            return self.name
        return pgettext("committee", "%(name)s (closed)") % {"name": self.name}

    @property
    def never_was(self) -> bool:
        """It was to open, and that was withdrawn before its day."""
        return self.opened_on is not None and self.opened_on == self.closed_on

    def is_open_on(self, day: date) -> bool:
        return (self.opened_on is None or self.opened_on <= day) and (
            self.closed_on is None or day < self.closed_on
        )


class Station(LocalModel):
    """A police station (派出所). Which committees it covers is configuration: `StationArea`."""

    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "name"], name="station_name_once")]

    def __str__(self) -> str:
        return self.name


class StationArea(LocalModel):
    station = LocalKey(Station, models.PROTECT, related_name="areas")
    committee = LocalKey(Committee, models.PROTECT, related_name="station_areas")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "committee"], name="one_station_a_committee")
        ]


class Beat(LocalModel):
    """A cadre's area of responsibility (责任片, plan 2.1.2). Who has it is a post."""

    committee = LocalKey(Committee, models.PROTECT, related_name="beats")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "committee", "name"], name="beat_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class BuildingGroup(LocalModel):
    """A group of households with one steward (楼组, plan 2.1.4)."""

    beat = LocalKey(Beat, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "beat", "name"], name="group_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Compound(LocalModel):
    """An estate behind its own gates (小区, 街坊): one or several lanes."""

    committee = LocalKey(Committee, models.PROTECT, related_name="compounds")
    name = models.CharField(max_length=40)
    # Coordinates of a GeoJSON MultiPolygon, WGS 84.
    outline = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "name"], name="compound_name_once")]

    def __str__(self) -> str:
        return self.name


class Road(LocalModel):
    """A road of the street, for the gazetteer and the background of the map."""

    name = models.CharField(max_length=40)
    # Coordinates of a GeoJSON MultiLineString, WGS 84.
    line = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "name"], name="road_name_once")]

    def __str__(self) -> str:
        return self.name


class Making(LocalModel):
    """Stairways and doors that were made in one go, so that they can be undone in one go."""

    committee = LocalKey(Committee, models.PROTECT, related_name="makings")
    # What was made, in words that stay when it is undone.
    address = models.CharField(max_length=200)
    stairways = models.PositiveIntegerField()
    doors = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    # Accounts' ids: accounts stand below.
    made_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "committee", "made_at"], name="making_latest")]

    def __str__(self) -> str:
        return self.address


class Building(LocalModel):
    """One stairway (号): in Shanghai the lane 弄 is the estate's, the number 号 the stairway's.

    Without a road the estate's name stands in its place (新村, 街坊).
    """

    committee = LocalKey(Committee, models.PROTECT, related_name="buildings")
    beat = LocalKey(Beat, models.PROTECT, related_name="buildings")
    group = LocalKey(BuildingGroup, models.PROTECT, related_name="buildings", null=True)
    road = models.CharField(max_length=40)
    lane = models.CharField(max_length=10, blank=True)
    sublane = models.CharField(max_length=10, blank=True)
    number = models.CharField(max_length=10)
    block = models.CharField(max_length=10, blank=True)
    entrance = models.CharField(max_length=10, blank=True)
    estate = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=100)
    sort_key = OrderKey()
    compound = LocalKey(Compound, models.PROTECT, related_name="buildings", null=True)
    # WGS 84, degrees.
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    # None: made before there was an editor, or by an import.
    making = LocalKey(Making, models.PROTECT, related_name="made_buildings", null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "road", "lane", "sublane", "number", "block", "entrance"],
                condition=models.Q(closed_on__isnull=True) & ~models.Q(road=""),
                name="building_address_once",
            ),
            models.UniqueConstraint(
                fields=["subdistrict", "estate", "lane", "sublane", "number", "block", "entrance"],
                condition=models.Q(closed_on__isnull=True, road=""),
                name="building_estate_once",
            ),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "committee", "sort_key"], name="building_order"),
            # By a part of an address: each in the order of a list.
            models.Index(fields=["subdistrict", "road", "sort_key"], name="building_road"),
            models.Index(fields=["subdistrict", "estate", "sort_key"], name="building_estate"),
            models.Index(fields=["subdistrict", "lane", "number", "sort_key"], name="building_lane"),
            models.Index(fields=["subdistrict", "number", "sort_key"], name="building_number"),
        ]

    def __str__(self) -> str:
        return self.address

    def order_key(self) -> str:
        return building_key(
            self.road, self.lane, self.number, self.estate, self.sublane, self.block, self.entrance
        )


class DoorUse(models.TextChoices):
    DWELLING = "dwelling", _("Dwelling")
    PREMISES = "premises", _("Street-front premises")


class ClosingReason(models.TextChoices):
    DEMOLISHED = "demolished", _("Demolished")
    WALLED_UP = "walled-up", _("Walled up")
    NEVER_THERE = "never-there", _("Was never there")
    OTHER = "other", _("Other")


class Door(LocalModel):
    """A place with a door: a room 室 or premises. The facts about it are the register's."""

    building = LocalKey(Building, models.PROTECT, related_name="doors")
    committee = LocalKey(Committee, models.PROTECT, related_name="doors")
    beat = LocalKey(Beat, models.PROTECT, related_name="doors")
    group = LocalKey(BuildingGroup, models.PROTECT, related_name="doors", null=True)
    floor = models.SmallIntegerField()
    room = models.CharField(max_length=10)
    use = models.CharField(max_length=10, choices=DoorUse.choices, default=DoorUse.DWELLING)
    address = models.CharField(max_length=120)
    sort_key = OrderKey()
    making = LocalKey(Making, models.PROTECT, related_name="made_doors", null=True)
    closed_on = models.DateField(null=True)
    # Empty where the door was split or joined: its successors tell.
    closing_reason = models.CharField(max_length=12, choices=ClosingReason.choices, blank=True)
    closing_remark = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            # Of two joined rooms the new one may have the number of one of them.
            models.UniqueConstraint(
                fields=["subdistrict", "building", "room"],
                condition=models.Q(closed_on__isnull=True),
                name="door_once",
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict", "committee", "address"], name="door_committee"),
            models.Index(fields=["subdistrict", "group"], name="door_group"),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def level(self) -> str:
        """Its floor as a lift shows it."""
        return level(self.floor)

    def order_key(self) -> str:
        return door_key(self.floor, self.room, self.use == DoorUse.PREMISES)


class Succession(models.TextChoices):
    SPLIT = "split", _("Split")
    JOIN = "join", _("Joined")


class DoorSuccession(LocalModel):
    """A door that was split or joined, and a door that came of it. Both keep what was said of them."""

    before = LocalKey(Door, models.PROTECT, related_name="successors")
    after = LocalKey(Door, models.PROTECT, related_name="predecessors")
    kind = models.CharField(max_length=8, choices=Succession.choices)
    happened_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "before", "after"], name="door_succession_once")
        ]
        indexes = [models.Index(fields=["subdistrict", "after"], name="door_succession_after")]


class EarlierAddress(LocalModel):
    """How a door was written before its road, lane or number was renamed."""

    door = LocalKey(Door, models.PROTECT, related_name="earlier_addresses")
    address = models.CharField(max_length=120)
    until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "door", "until"], name="earlier_address_once")
        ]


class EarlierStairway(LocalModel):
    """How a stairway was written before its road, lane or number was renamed."""

    building = LocalKey(Building, models.PROTECT, related_name="earlier_addresses")
    address = models.CharField(max_length=100)
    until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "building", "until"], name="earlier_stairway_once")
        ]


class Placing(LocalModel):
    """To which committee, beat and group a building belonged, in time. `Building` itself says today's."""

    building = LocalKey(Building, models.CASCADE, related_name="placings")
    committee = LocalKey(Committee, models.PROTECT, related_name="placings")
    beat = LocalKey(Beat, models.PROTECT, related_name="placings")
    group = LocalKey(BuildingGroup, models.PROTECT, related_name="placings", null=True)
    # None: since before this register.
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "building"],
                condition=models.Q(valid_to__isnull=True),
                name="placing_now_once",
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "committee", "valid_from"], name="placing_committee")]


class ChangeKind(models.TextChoices):
    MERGE = "merge", _("Committees merged")
    SPLIT = "split", _("Committee split")
    MOVE = "move", _("Borders moved")


class TerritoryChange(LocalModel):
    """A decision about committees and beats that takes effect on a day; until then it can be withdrawn."""

    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    effective_on = models.DateField()
    remark = models.CharField(max_length=200, blank=True)
    # Of a merger: the committee that closes. Of a split: the one that opens.
    closes = LocalKey(Committee, models.PROTECT, related_name="+", null=True)
    opens = LocalKey(Committee, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField()
    # Accounts' ids: accounts stand below.
    decided_by = models.UUIDField(null=True)
    applied_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "effective_on"], name="change_effective")]


class Reassignment(LocalModel):
    """One line of a change: a whole beat to another committee, or a building to another beat."""

    change = LocalKey(TerritoryChange, models.CASCADE, related_name="reassignments")
    beat = LocalKey(Beat, models.PROTECT, related_name="+", null=True)
    building = LocalKey(Building, models.PROTECT, related_name="+", null=True)
    to_committee = LocalKey(Committee, models.PROTECT, related_name="+")
    to_beat = LocalKey(Beat, models.PROTECT, related_name="+", null=True)
    to_group = LocalKey(BuildingGroup, models.PROTECT, related_name="+", null=True)


class Border(LocalModel):
    """A committee's border from a day to the day before `valid_to` (plan 1.1)."""

    committee = LocalKey(Committee, models.PROTECT, related_name="borders")
    # Coordinates of a GeoJSON MultiPolygon, WGS 84.
    outline = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "committee"],
                condition=models.Q(valid_to__isnull=True),
                name="border_now_once",
            )
        ]
