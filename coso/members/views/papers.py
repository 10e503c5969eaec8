"""Photo and papers: handed in, shown, withdrawn."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.enums import ReadingKind
from coso.common import uploads
from coso.members import actions, forms
from coso.members.enums import AttachmentKind
from coso.members.models import Attachment
from coso.members.views.ground import about, find, find_for, is_own, log, perform, sent


@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    member = find_for(request, pk, "member.change")
    form = forms.AttachForm(sent(request), request.FILES if request.method == "POST" else None)
    return perform(
        request, form,
        lambda data: actions.attach(
            member=member, kind=data["kind"], title=data["title"] or uploads.safe_name(data["file"].name), upload=data.get("upload"),
            secret=data["secret"] == "yes", by=request.user,  # noqa: S105 an answer, not a password
        ),
        done=_("The file is kept with the record."), to=member.get_absolute_url(), **about(request, member, title=_("Add a photo or a paper"), act=_("Add")),
    )


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The present photo; the opening of the record is what is logged."""
    member = find(request, pk)
    kept = Attachment.objects.filter(member=member, kind=AttachmentKind.PHOTO, withdrawn_at=None).first()
    if kept is None:
        raise Http404
    return uploads.answer(kept.stored_as, name=f"{member.pk}.jpg", content_type=kept.content_type, inline=True)


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper of the record, as a download; class 3, so its reading is logged."""
    kept = get_object_or_404(Attachment.objects.visible_to(request.user).filter(withdrawn_at=None), pk=pk)
    member = find(request, kept.member_id)
    if not is_own(request, member):
        request.user.require("member.reveal", member.unit)
    log(request, member, ReadingKind.REVEALED, ["attachment"])
    return uploads.answer(kept.stored_as, name=kept.original_name, content_type=kept.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(Attachment.objects.visible_to(request.user).filter(withdrawn_at=None), pk=pk)
    member = find_for(request, kept.member_id, "member.change")
    return perform(
        request, forms.ReasonForm(sent(request)), lambda data: actions.withdraw_attachment(attachment=kept, by=request.user, **data),
        done=_("The paper is withdrawn from the record."), to=member.get_absolute_url(),
        **about(request, member, title=_("Withdraw “%(title)s”") % {"title": kept.title}, act=_("Withdraw")),
    )
