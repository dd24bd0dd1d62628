"""Places: committees, station areas, beats, building groups, buildings and doors. Nobody's name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sanshi.streets.fields import LocalKey
from sanshi.streets.models import LocalModel


class Committee(LocalModel):
    """A residents' committee (居委会), by its 12-digit statistical code."""

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "code"], name="committee_code_once")]

    def __str__(self) -> str:
        return self.name


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


class Building(LocalModel):
    """One stairway (号): in Shanghai the lane 弄 is the estate's, the number 号 the stairway's."""

    committee = LocalKey(Committee, models.PROTECT, related_name="buildings")
    beat = LocalKey(Beat, models.PROTECT, related_name="buildings")
    group = LocalKey(BuildingGroup, models.PROTECT, related_name="buildings", null=True)
    road = models.CharField(max_length=40)
    lane = models.CharField(max_length=10, blank=True)
    number = models.CharField(max_length=10)
    estate = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "road", "lane", "number"], name="building_address_once"
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "committee"], name="building_committee")]

    def __str__(self) -> str:
        return self.address


class DoorUse(models.TextChoices):
    DWELLING = "dwelling", _("Dwelling")
    PREMISES = "premises", _("Street-front premises")


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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "building", "room"], name="door_once")]
        indexes = [
            models.Index(fields=["subdistrict", "committee", "address"], name="door_committee"),
            models.Index(fields=["subdistrict", "group"], name="door_group"),
        ]

    def __str__(self) -> str:
        return self.address
