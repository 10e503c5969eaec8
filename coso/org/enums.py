from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class UnitKind(models.TextChoices):
    """Kinds of node of the party tree; values are the glossary's identifiers."""

    CENTRE = "centre", _("Central organisation")
    PROVINCIAL_ORGANISATION = "provincial_organisation", _("Provincial party organisation")
    SUPERIOR_ORGANISATION = "superior_organisation", _("Superior of grass-roots organisations")
    DISTRICT_ORGANISATION = "district_organisation", _("District party organisation")
    BLOC_ORGANISATION = "bloc_organisation", _("Bloc party organisation")
    COMMUNE_ORGANISATION = "commune_organisation", _("Commune party organisation")
    GRASSROOTS_PARTY_ORGANISATION = "grassroots_party_organisation", _("Grass-roots party organisation")
    SUB_GRASSROOTS_ORGANISATION = "sub_grassroots_organisation", _("Party organisation under the grass-roots level")
    SECTIONAL_ORGANISATION = "sectional_organisation", _("Sectional party organisation")
    GRASSROOTS_BRANCH = "grassroots_branch", _("Grass-roots branch")
    SUBORDINATE_BRANCH = "subordinate_branch", _("Subordinate branch")
    BRANCH = "branch", _("Branch")
    TEMPORARY_BRANCH = "temporary_branch", _("Temporary branch")
    PARTY_GROUP = "party_group", _("Party group")


class Sector(models.TextChoices):
    """Where a unit works (domain/organisation.md §4); the official code list is unknown."""

    COMMUNE = "commune", _("Commune")
    WARD = "ward", _("Ward")
    SPECIAL_ZONE = "special_zone", _("Special zone")
    TOWNSHIP = "township", _("Township")
    RESIDENTIAL = "residential", _("Residential area")
    ADMINISTRATIVE_AGENCY = "administrative_agency", _("Administrative agency")
    PUBLIC_SERVICE_UNIT = "public_service_unit", _("Public service unit")
    SCHOOL = "school", _("School")
    HEALTH_STATION = "health_station", _("Health station")
    STATE_ENTERPRISE = "state_enterprise", _("State enterprise")
    NON_STATE_ENTERPRISE = "non_state_enterprise", _("Non-state enterprise")
    FOREIGN_INVESTED_ENTERPRISE = "foreign_invested_enterprise", _("Foreign-invested enterprise")
    CO_OPERATIVE = "co_operative", _("Co-operative")
    ARMY = "army", _("Army")
    POLICE = "police", _("Police")
    BORDER_GUARD = "border_guard", _("Border guard")
    OTHER = "other", _("Other")


class AreaKind(models.TextChoices):
    PROVINCE = "province", _("Province or city")
    COMMUNE = "commune", _("Commune")
    WARD = "ward", _("Ward")
    SPECIAL_ZONE = "special_zone", _("Special zone")
    HAMLET = "hamlet", _("Hamlet")
    VILLAGE = "village", _("Village")
    HAMLET_CLUSTER = "hamlet_cluster", _("Hamlet cluster")
    RESIDENTIAL_GROUP = "residential_group", _("Residential group")


RESIDENTIAL_KINDS = (AreaKind.HAMLET, AreaKind.VILLAGE, AreaKind.HAMLET_CLUSTER, AreaKind.RESIDENTIAL_GROUP)


class MassKind(models.TextChoices):
    """Mass organisations met in enterprises (domain/targets_and_reports.md §1)."""

    TRADE_UNION = "trade_union", _("Trade union")
    YOUTH_UNION = "youth_union", _("Youth union")
    WOMENS_UNION = "womens_union", _("Women's union")
    VETERANS = "veterans", _("Veterans' association")
    OTHER = "other", _("Other")


class LineageKind(models.TextChoices):
    MERGE = "merge", _("Merged into")
    SPLIT = "split", _("Split into")
    DISSOLVE = "dissolve", _("Dissolved into")
    CHANGE_KIND = "change_kind", _("Changed kind into")


@declare
class UnitAct(models.TextChoices):
    FOUNDED = "unit.founded", _("Unit founded")
    RENAMED = "unit.renamed", _("Unit renamed")
    MOVED = "unit.moved", _("Unit moved to another superior")
    MERGED = "unit.merged", _("Unit merged into another")
    SPLIT = "unit.split", _("Unit split")
    DISSOLVED = "unit.dissolved", _("Unit dissolved")
    TERMINATED = "unit.terminated", _("Unit's work ended")
    KIND_CHANGED = "unit.kind_changed", _("Unit made another kind")
    CORRECTED = "unit.corrected", _("Unit record corrected")
    BODY_ENTERED = "unit.body_entered", _("Mass organisation in the enterprise entered")
    BODY_ENDED = "unit.body_ended", _("Mass organisation in the enterprise ended")
    BODY_CORRECTED = "unit.body_corrected", _("Mass organisation in the enterprise corrected")
    AREA_SERVED = "unit.area_served", _("Area served set")
    AREA_LEFT = "unit.area_left", _("Area no longer served")
    AREA_ADDED = "area.added", _("Area added")
    AREA_CHANGED = "area.changed", _("Traits of the area changed")
    AREA_CORRECTED = "area.corrected", _("Area record corrected")
