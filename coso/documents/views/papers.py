"""The forms of papers: each asks leave and calls its one verb."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.common import signing, uploads
from coso.common.errors import RuleBroken
from coso.common.performing import NothingForm, perform
from coso.documents import actions, forms, queries, rules
from coso.documents.enums import Direction, DocumentType
from coso.documents.exports import pdf_of
from coso.documents.models import Document, DocumentFile, Publication
from coso.documents.views.ground import FORM, act_page, following, form_page, seen, today, units_of


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Whose paper and of which kind, with what the rulebook lets the body issue; then on to the text."""
    request.user.require_anywhere("document.draft")
    form = forms.WhichForm(request.GET or None, units=units_of(request, "document.draft"))
    if form.is_bound and form.is_valid():
        which = form.cleaned_data
        try:
            rules.check_may_issue(which["body"], which["kind"], which["unit"], today())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("documents:draft") + "?" + urlencode({"unit": which["unit"].pk, "body": which["body"], "kind": which["kind"]}))
    return render(request, "documents/choose.html", {"title": _("New paper"), "form": form}, status=422 if form.errors else 200)


@form_page
def new_draft(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("document.draft")
    which = forms.WhichForm(request.GET, units=units_of(request, "document.draft"))
    if not which.is_valid():
        return HttpResponseRedirect(reverse("documents:choose"))
    unit, body, kind = (which.cleaned_data[name] for name in ("unit", "body", "kind"))
    initial = {"text": queries.skeleton(unit, kind), "recipients": queries.first_recipient(unit)}
    form = forms.DraftForm(request.POST or None, initial=initial, linkable=queries.linkable(request.user))
    symbol, why = following(unit, body, kind)
    return perform(
        request, form, lambda told: actions.draft(unit=unit, body=body, kind=kind, content=form.content(), secret=told["secret"], by=request.user, today=today()),
        done=_("The draft is kept. It has no number yet."), to=Document.get_absolute_url, template="documents/draft.html",
        title=_("Draft: %(kind)s") % {"kind": str(DocumentType(kind).label).lower()}, lead=queries.issuer_said(unit, body), act=_("Keep the draft"), back=reverse("documents:choose"),
        rule=rules.permitted(body, unit, today()).rule, symbol=symbol, why=why,
    )


@form_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft anew, or mend the entry of a received paper."""
    found = seen(request, pk, "document.draft")
    if rules.is_received(found):
        head = forms.ReceivedForm(request.POST or None, initial=forms.ReceivedForm.initial_of(found))
        return act_page(request, found, head, lambda _told: actions.change_received(document=found, head=head.head(), by=request.user, today=today()), title=_("Mend the entry"), act=_("Save"), done=_("The entry is mended."))
    content = forms.ContentForm(request.POST or None, initial=forms.ContentForm.initial_of(found), linkable=queries.linkable(request.user).exclude(pk=found.pk))
    return act_page(request, found, content, lambda _told: actions.change(document=found, content=content.content(), by=request.user, today=today()), title=_("Change the draft"), act=_("Save the draft"), done=_("The draft is saved."))


@form_page
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """The number that comes next is shown before; the one given, after."""
    found = seen(request, pk, "document.issue")
    symbol, why = following(found.unit, found.body, found.kind)
    kept = queries.reserved(request.user, unit=found.unit, kind=found.kind, body=found.body)
    form = forms.IssueForm(request.POST or None, reserved=kept, following=symbol, today=today())
    return act_page(
        request, found, form, lambda told: actions.issue(document=found, by=request.user, today=today(), **told), title=_("Issue"), act=_("Give the number and issue"),
        done=lambda made: _("The paper is issued as %(symbol)s.") % {"symbol": made.symbol}, template="documents/issue.html",
        document=found, symbol=symbol, why=why, rule=rules.permitted(found.body, found.unit, today()).rule, digits=rules.said("doc.number_reset", found.unit, today()),
    )


@form_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, "document.issue")
    form = forms.WithdrawForm(request.POST or None, initial={"on": today()})
    return act_page(
        request, found, form, lambda told: actions.withdraw(document=found, by=request.user, today=today(), **told),
        title=_("Withdraw the paper"), act=_("Withdraw"), done=_("The paper is withdrawn. It keeps its number."), note=_("The number stays with this paper; no other gets it."),
    )


@form_page
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, "document.issue")
    decisions = queries.decisions_that_may_correct(found)
    form = forms.CorrectForm(request.POST or None, decisions=decisions)
    return act_page(
        request, found, form, lambda told: actions.correct(document=found, by=request.user, **told), title=_("Correct by a decision"), act=_("Enter the correction"),
        done=_("The correction stands beside the paper."), note=_("An issued paper stays as it was signed. Issue the decision that corrects it first; then say here what it corrects."),
    )


@form_page
def new_received(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("document.draft")
    form = forms.RegisterForm(request.POST or None, units=units_of(request, "document.draft"), today=today())
    return perform(
        request, form, lambda told: actions.register_received(unit=told["unit"], head=form.head(), secret=told["secret"], by=request.user, today=today()),
        done=_("The paper stands in the register. Add its scan as a file."), to=Document.get_absolute_url, template=FORM, title=_("Register an incoming paper"), act=_("Register the paper"), back=reverse("documents:list") + f"?so={Direction.RECEIVED}",
    )


@form_page
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, "document.draft")
    form = forms.FileForm(request.POST or None, request.FILES or None)
    return act_page(
        request, found, form, lambda told: actions.add_file(document=found, title=told["title"], upload=told["upload"], secret=told["secret"] == "yes", by=request.user, today=today()),  # noqa: S105 an answer, not a password
        title=_("Add a file"), act=_("Add"), done=_("The file is kept with the paper."),
    )


@form_page
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The issued paper as PDF, signed with the organisation's certificate; who it signs as is told before."""
    found = seen(request, pk, "document.issue")
    name, why = certificate()
    return act_page(
        request, found, NothingForm(request.POST if request.method == "POST" else None), lambda _told: actions.sign(document=found, content=pdf_of(found, today()), by=request.user, now=timezone.now()),
        title=_("Sign the PDF"), act=_("Sign"), done=lambda kept: _("The PDF is signed as “%(name)s” and kept with the paper.") % {"name": kept.signed_as},
        note=why or _("The paper as PDF gets the electronic signature of “%(name)s”. The signed file is kept with the paper for good; whoever opens it can see whether it was changed since.") % {"name": name},
    )


def certificate() -> tuple[str, str]:
    """As whom the certificate signs; or nobody, and why."""
    try:
        found = signing.certificate()
        signing.check_good(found, timezone.now())
    except RuleBroken as refusal:
        return "", str(refusal)
    return found.name, ""


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(DocumentFile.objects.visible_to(request.user), pk=pk)
    return uploads.answer(kept.stored_as, name=kept.original_name, content_type=kept.content_type)


@form_page
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk, "document.issue")
    form = forms.PublishForm(request.POST or None, files=found.files.all())
    return act_page(
        request, found, form, lambda told: actions.publish(document=found, by=request.user, today=today(), **told), title=_("Publish in the library"), act=_("Publish"),
        done=_("The paper is in the library now."), note=_("What the paper says today is copied for the readers; they never see the register. Look whether names stand in it that do not belong there."),
    )


@form_page
def unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Publication.objects.visible_to(request.user).select_related("unit"), pk=pk)
    request.user.require("document.issue", shown.unit)
    return act_page(
        request, shown.document, NothingForm(request.POST if request.method == "POST" else None), lambda _told: actions.unpublish(publication=shown, by=request.user, today=today()),
        title=_("Take the paper out of the library"), act=_("Take out"), done=_("The paper is no longer in the library. In the register it stays."),
    )
