"""Reports on screen and as files, and those that were settled."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.access.queries import units_with
from coso.common.acts import sentence
from coso.common.errors import NoConfirmedRule, NotAllowed, RuleBroken
from coso.figures.enums import Tree
from coso.figures.forms import Wanted
from coso.org.models import Unit
from coso.reports.actions import ask_to_freeze_report
from coso.reports.checker import check
from coso.reports.checker.marking import EXAMPLE, pieces
from coso.reports.forms import CheckForm
from coso.reports.models import FrozenReport, UnitReport
from coso.reports.queries import Built, build, differences, names_of, reports_for
from coso.reports.views.shown import as_file, asked, files, in_words

MOST_SETTLED, MOST_WORKS = 100, 50


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The unit's own reports and where they stand, what reports there are, and those settled in the reader's units."""
    unit = units_with("report.view", request.user).in_tree_order().first()
    if unit is None:
        raise NotAllowed(_("None of your roles lets you see reports. Nothing was shown."))
    settled = FrozenReport.objects.visible_to(request.user).select_related("unit", "by").defer("content").order_by("-as_known_on", "-pk")[:MOST_SETTLED]
    works = list(UnitReport.objects.visible_to(request.user).select_related("unit").order_by("-on", "-pk")[:MOST_WORKS])
    reports = reports_for(unit)
    names = names_of(one.key for one in works)
    shown = {
        "title": _("Reports"), "unit": unit, "settled": settled, "works": [(names[one.key], one) for one in works],
        "reports": [(one, reverse("reports:report", args=[unit.pk, one.key])) for one in reports], "may_write": request.user.allowed("report.freeze", unit),
    }
    return render(request, "reports/list.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check_text(request: HttpRequest) -> HttpResponse:
    """Where the figures of a pasted or uploaded text do not agree. Nothing of it is kept."""
    if not units_with("report.view", request.user).exists():
        raise NotAllowed(_("None of your roles lets you see reports. Nothing was shown."))
    example = request.GET.get("example") == "1"
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm({"text": EXAMPLE} if example else None)
    shown = {"title": _("Check the figures of a text"), "form": form, "example": EXAMPLE}
    if not form.is_bound or not form.is_valid():
        return render(request, "reports/check.html", shown, status=422 if form.is_bound else 200)
    text = form.cleaned_data["found"]
    found = check(text)
    return render(request, "reports/check.html", shown | {"found": found, "numbered": list(enumerate(found.findings, 1)), "pieces": pieces(text, found)})


@require_safe
@login_required
def report(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    unit, declared, wanted = asked(request, pk, key)
    try:
        built = build(declared, unit, wanted.day, by=request.user, tree=wanted.tree, now=timezone.now())
    except NoConfirmedRule as unknown:  # the length of a term
        messages.warning(request, str(unknown))
        return redirect("reports:list")
    if form := request.GET.get("format"):
        return as_file(request, built, unit, form)
    above = [*Unit.objects.visible_to(request.user).above(unit), unit]
    trail = [{"name": one.name, "get_absolute_url": reverse("reports:report", args=[one.pk, key]) + wanted.address()} for one in above]
    shown = {
        "wanted": wanted, "trees": [(tree, label, tree == wanted.tree) for tree, label in Tree.choices], "trail": trail,
        "files": files(wanted.address()), "may_settle": request.user.allowed("report.freeze", unit),
        "settle_url": reverse("reports:settle", args=[unit.pk, key]), "template_url": reverse("reports:template", args=[unit.pk]) + f"?key={key}" if built.blocks else "",
    }
    return render(request, "reports/report.html", in_words(built, unit, request.user) | shown)


@require_POST
@login_required
def settle(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    unit, declared, _wanted = asked(request, pk, key)
    wanted = Wanted.read(request.POST, timezone.localdate())
    try:
        job = ask_to_freeze_report(report=declared, unit=unit, on=wanted.day, by=request.user, now=timezone.localtime(), tree=wanted.tree, note=request.POST.get("note", "")[:300])
    except RuleBroken as problem:
        messages.error(request, str(problem))
        return redirect(reverse("reports:report", args=[unit.pk, key]) + wanted.address())
    return redirect("home:job", job.pk)


@require_safe
@login_required
def settled(request: HttpRequest, pk: int) -> HttpResponse:
    """A settled report, unchanged, and what would read otherwise today."""
    kept = get_object_or_404(FrozenReport.objects.visible_to(request.user).select_related("unit", "by"), pk=pk)
    built = Built.read(kept.content)
    if form := request.GET.get("format"):
        return as_file(request, built, kept.unit, form)
    changed = [(one, [(sentence(act.kind), act) for act in one.acts]) for one in differences(kept, by=request.user)] if request.GET.get("compare") == "1" else None
    shown = {
        "kept": kept, "files": files("?"), "compare_url": "?compare=1", "changed": changed, "reads_acts": request.user.allowed("act.view", kept.unit),
    }
    return render(request, "reports/settled.html", in_words(built, kept.unit, request.user) | shown)
