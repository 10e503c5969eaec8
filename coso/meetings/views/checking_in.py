"""Members who are in the room check in by a code shown there."""

from __future__ import annotations

import segno
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.access.middleware import about_oneself
from coso.common import scope
from coso.common.performing import NothingForm, perform
from coso.meetings import actions
from coso.meetings.models import Meeting, Notice
from coso.meetings.queries import papers
from coso.meetings.queries.roll import attendance, roll
from coso.meetings.views.ground import HOLD, form_page, seen

SIGNER = TimestampSigner(salt="coso.meetings.check-in")
LASTS = 15 * 60  # seconds in which a code that was read is taken, sign-in included
SHOWN_ANEW = 120  # seconds until another stands in its place: a picture sent to somebody elsewhere grows old


@require_safe
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Large enough for a screen on the wall or a phone handed round."""
    found = seen(request, pk, HOLD)
    if not found.is_open:
        return redirect("meetings:now", pk)
    address = request.build_absolute_uri(reverse("meetings:check_in", args=[SIGNER.sign(str(found.pk))]))
    picture = segno.make(address, micro=False).svg_inline(border=4, light="#fff", svgclass=None, lineclass=None, omitsize=True)
    shown = {"title": _("Check in"), "meeting": found, "about": papers.about(found), "picture": mark_safe(picture), "count": attendance(roll(found)), "anew": SHOWN_ANEW}  # noqa: S308 drawn here, of our own address
    return render(request, "meetings/code.html", shown)


def meeting_of(code: str) -> Meeting | None:
    """The meeting a code was shown in; None where it is too old. What nobody has signed is not found."""
    try:
        pk = SIGNER.unsign(code, max_age=LASTS)
    except SignatureExpired:
        return None
    except BadSignature as problem:
        raise Http404 from problem
    with scope.within(scope.everything(where="meetings.check_in")):  # the code was shown to whoever is in the room
        return Meeting.objects.select_related("unit").get(pk=int(pk))


@about_oneself
@form_page
def own_presence(request: HttpRequest, code: str) -> HttpResponse:
    found = meeting_of(code)
    if found is None:
        return render(request, "meetings/check_in.html", {"title": _("Check in"), "too_old": True}, status=410)
    notice = Notice.objects.filter(meeting=found.pk, member_id=request.user.own_member_id or 0).first()
    form = NothingForm(request.POST if request.method == "POST" else None)
    return perform(
        request, form, lambda _told: actions.check_in(meeting=found, by=request.user, now=timezone.now()), done=_("You are marked as present."), to=notice.get_absolute_url() if notice else reverse("meetings:own"),
        template="meetings/check_in.html", title=_("Check in"), meeting=found, about=papers.about(found),
    )
