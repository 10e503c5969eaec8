"""Where phones hand in what was done on them: a handshake, and batches of operations with a receipt for each.

And what a phone needs to work without network: a page without anybody's data, and the service worker that keeps it.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.common import scope
from coso.common.operations.actions import Receipt, Way, receive
from coso.common.operations.enums import Outcome
from coso.common.operations.kinds import KINDS
from coso.common.operations.sent import MOST_BYTES, Batch, TooMuch, Unreadable, read, read_batch

log = logging.getLogger(__name__)
LONGEST_NAME = 64
SHELL = "operations/offline.html"
WORKER_NEEDS = ("idb/umd.js", "coso/outbox.js")
ASSETS = (*WORKER_NEEDS, "coso/coso.css", "coso/look.js", "coso/unsent.js", "coso/offline.js", "coso/handover.js", "qrcode/qrcode.js")


@scope.small_transactions
@require_http_methods(["GET", "POST"])
@login_required
def exchange(request: HttpRequest) -> JsonResponse:
    """GET: who is signed in, the server's clock, a token for the POST. POST: a batch; each operation in its own transaction."""
    if request.method == "GET":
        return JsonResponse(handshake(request))
    now = timezone.now()
    try:
        batch = read_batch(body_of(request), now)
    except TooMuch as problem:
        return JsonResponse({"error": str(problem)}, status=413)
    except Unreadable as problem:
        return JsonResponse({"error": str(problem)}, status=400)
    way = Way(batch.device, batch.skew, now)
    return JsonResponse({"now": now.isoformat(), "receipts": [receipt.told for receipt in receipts(request, batch, way)]})


def body_of(request: HttpRequest) -> bytes:
    """Asked for its length before it is read."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        raise TooMuch(_("The phone sent more at once than the server takes. Nothing was entered; everything is kept on the phone. Reload the page and send again."))
    return request.body


def handshake(request: HttpRequest) -> dict[str, Any]:
    """since: the second in which the session began, kept in it at the sign-in; a phone that was left without network knows it by that."""
    user: Any = request.user
    return {
        "since": int(request.session.get("begun", 0)),
        "now": timezone.now().isoformat(), "user": user.username, "name": str(user), "csrf": get_token(request),
        "kinds": {kind.key: kind.version for kind in KINDS.values()},
    }


def receipts(request: HttpRequest, batch: Batch, way: Way) -> list[Receipt]:
    """One for each operation, in their order. After one that must come again, the others about its subject wait too."""
    told, waiting = [], set()
    for one in batch.operations:
        subject = one.get("subject") if isinstance(one, dict) else None
        if isinstance(subject, str) and subject in waiting:
            receipt = Receipt(name_of(one), Outcome.LATER)
        else:
            receipt = taken(request, one, way)
        if receipt.outcome == Outcome.LATER and isinstance(subject, str) and subject:
            waiting.add(subject)
        told.append(receipt)
    return told


def taken(request: HttpRequest, one: Any, way: Way) -> Receipt:
    user: Any = request.user
    try:
        sent = read(one)
        with scope.within(user.scope(f"operation {sent.key}")):
            return receive(sent=sent, way=way, by=user)
    except Unreadable as problem:
        return Receipt(name_of(one), Outcome.REFUSED, str(problem))
    except Exception:
        log.exception("operation %s must come again", name_of(one))  # one of a batch never spoils the others
        return Receipt(name_of(one), Outcome.LATER)


def name_of(one: Any) -> str:
    """What the phone calls the operation, as far as it can be read."""
    return str(one.get("id", ""))[:LONGEST_NAME] if isinstance(one, dict) else ""


@require_safe
@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    """The page that opens without network. What it shows comes from the phone's own store."""
    return render(request, SHELL, shell())


def shell() -> dict[str, Any]:
    """scripts: what apps above add, each showing its own packs."""
    return {"scripts": settings.COSO_OFFLINE_ASSETS}


@require_safe
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the pages without network; its version changes with anything it keeps."""
    kept = [reverse("common:offline"), *map(static, (*ASSETS, *settings.COSO_OFFLINE_ASSETS))]
    version = hashlib.sha256("".join([*kept, render_to_string(SHELL, shell())]).encode()).hexdigest()[:12]
    shown = {"kept": kept, "version": version, "needs": [static(name) for name in WORKER_NEEDS], "page": kept[0]}
    answer = render(request, "operations/sw.js", shown, content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/"
    return answer
