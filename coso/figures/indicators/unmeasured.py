"""What the field's reports ask for and no record here tells yet; declared so that it is never read as nought."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coso.figures.queries import Unmeasured, declare

REVIEWS = _("The yearly classification will tell.")
POSTS = _("The register of committees, terms and posts will tell.")
TRAINING = _("The register of cadres' training and moves will tell.")
OVERSIGHT = _("The cases of inspection and discipline will tell.")
DUES = _("The dues book will tell.")
HANDBOOK = _("The members' app will tell.")

declare(
    Unmeasured("units.working_rules", _("Working rules renewed"), _("The register of documents will tell.")),
    Unmeasured("units.qualifying_enterprises", _("Enterprises that qualify for a party organisation"), _("No record here names the enterprises; whoever needs the share enters their number by hand, with its source.")),
    Unmeasured("admissions.against_target", _("Admissions against the target"), _("Targets handed down the tree will tell.")),
    Unmeasured("meetings.committees_following", _("Committees that give branches to their members to follow"), _("Counted by branch and by meeting (meetings.followed_share, meetings.visited_share), not by committee.")),
    Unmeasured("reviews.units", _("Units by class"), REVIEWS),
    Unmeasured("reviews.members", _("Members by class"), REVIEWS),
    Unmeasured("reviews.strong_and_clean", _("Strong and clean units (older scale)"), REVIEWS),
    Unmeasured("cadres.heads_who_are_members", _("Village heads who are members"), POSTS),
    Unmeasured("cadres.secretary_and_head", _("Branch secretaries who are village heads"), POSTS),
    Unmeasured("cadres.committee_and_council", _("Committee leaders who chair the people's council"), POSTS),
    Unmeasured("cadres.not_local", _("Secretaries and chairs who are not local"), POSTS),
    Unmeasured("cadres.qualified", _("Cadres who meet the professional standard"), TRAINING),
    Unmeasured("cadres.trained", _("Cadres trained: classes, people, attendances"), TRAINING),
    Unmeasured("cadres.branch_leaders_trained", _("Branch leaders trained"), TRAINING),
    Unmeasured("cadres.committees", _("Women, young and new members in committees"), POSTS, rule="committee.women_share"),
    Unmeasured("cadres.moves", _("Cadres moved, and cases of moves"), TRAINING),
    Unmeasured("cadres.position_changed", _("Work positions changed"), TRAINING),
    Unmeasured("cadres.armed_forces", _("Armed forces' officers in commune committees"), POSTS),
    Unmeasured("cadres.planning", _("People on planning lists"), TRAINING),
    Unmeasured("oversight.inspections", _("Inspections and supervisions"), OVERSIGHT),
    Unmeasured("oversight.disciplined", _("Members and units disciplined"), OVERSIGHT),
    Unmeasured("oversight.resolution_targets", _("Targets of resolutions met"), _("Each resolution's targets stand on its own board; no figure counts them over all resolutions yet.")),
    Unmeasured("dues.collected", _("Dues collected, kept and passed up"), DUES),
    Unmeasured("handbook.installed", _("Members who have the app"), HANDBOOK),
    Unmeasured("handbook.met", _("Branches that meet in the app"), HANDBOOK),
)
