"""The page of a ballot for those who run it, and the voter's own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.access.middleware import about_oneself
from coso.ballots import actions, forms, queries
from coso.ballots.enums import Answer, BallotKind
from coso.ballots.models import Ballot, Voter
from coso.common.errors import NotAllowed, RuleBroken


@require_safe
def ballot(request: HttpRequest, pk: int, form: forms.CloseForm | None = None) -> HttpResponse:
    found = get_object_or_404(Ballot.objects.visible_to(request.user).select_related("unit"), pk=pk)
    return show(request, found, form or forms.CloseForm())


def show(request: HttpRequest, found: Ballot, form: forms.CloseForm) -> HttpResponse:
    voters = found.voters.select_related("member").order_by("member__name_key")
    shown = {"ballot": found, "voters": voters, "form": form, **queries.progress(found)}
    return render(request, "ballots/ballot.html", shown, status=422 if form.errors else 200)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Ballot.objects.visible_to(request.user).select_related("unit"), pk=pk)
    form = forms.CloseForm(request.POST)
    if form.is_valid():
        try:
            actions.close_ballot(ballot=found, paper=form.votes(), by=request.user, now=timezone.now())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The ballot is closed and counted."))
            return redirect(found)
    return show(request, found, form)


@require_POST
def mark_paper(request: HttpRequest, pk: int) -> HttpResponse:
    voter = get_object_or_404(Voter.objects.visible_to(request.user).filter(kind=BallotKind.VOTE).select_related("ballot__unit", "member"), pk=pk)
    try:
        actions.mark_paper(voter=voter, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("ballots:ballot", voter.ballot_id)


@about_oneself
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own vote. What is chosen goes nowhere but into the box."""
    voter = get_object_or_404(Voter.objects.visible_to(request.user).filter(kind=BallotKind.VOTE), pk=pk)
    if voter.member_id != request.user.own_member_id:
        raise NotAllowed(_("Only the voter can vote. Nothing was counted."))
    form = forms.CastForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = actions.cast(voter=voter, choice=form.cleaned_data["choice"], by=request.user)
        (messages.success if answer in {Answer.COUNTED, Answer.ALREADY} else messages.error)(request, str(answer.label))
        return redirect("ballots:vote", pk)
    return render(request, "ballots/vote.html", {"voter": voter, "form": form}, status=422 if form.errors else 200)
