"""A member goes through a study: part by part, the quiz, and that they have finished. Works without scripts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from coso.access.middleware import about_oneself
from coso.common.performing import NothingForm, done_or_said
from coso.documents import actions, queries
from coso.documents.models import Study
from coso.documents.views.ground import form_page


def seen(request: HttpRequest, pk: int) -> Study:
    rows = Study.objects.visible_to(request.user).select_related("unit", "publication", "opened_by")
    return get_object_or_404(rows.defer("publication__text", "publication__words"), pk=pk)


@about_oneself
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the reader has to study, and what they have finished. How far they are, nobody else sees."""
    waiting = queries.with_progress(queries.to_study(request.user), request.user).select_related("unit", "publication").defer("publication__text", "publication__words")
    told = {"waiting": list(waiting), "finished": list(queries.finished(request.user)), "today": timezone.localdate(), "prepares": request.user.anywhere("document.view")}
    return render(request, "documents/studies.html", told | {"title": _("Study of papers")})


@about_oneself
@require_safe
def study(request: HttpRequest, pk: int) -> HttpResponse:
    """The part asked for, else the one where the reader stopped; once all are read, what comes then."""
    found = queries.course(seen(request, pk), request.user)
    number = request.GET.get("phan", "")
    step = found.step(int(number) if number.isdecimal() else None)
    user: Any = request.user
    works = {"counts": not found.study.is_draft and user.anywhere("document.view"), "may_issue": user.allowed("document.issue", found.study.unit)}
    told = {
        "course": found,
        "study": found.study,
        "step": step,
        "parts": queries.paragraphs(step.part.text) if step else [],
        "questions": found.study.questions.count(),
        "late": found.study.until < timezone.localdate(),
    }
    return render(request, "documents/study.html", told | works)


@about_oneself
@require_POST
def read(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """“I have read this part”: on to the next."""
    found = queries.course(seen(request, pk), request.user)
    step = found.step(number)
    if step is None:
        raise Http404
    return done_or_said(
        request, NothingForm(request.POST), lambda _told: actions.read_part(part=step.part, by=request.user, now=timezone.now()),
        said=_("This part is marked as read. You can stop here and go on later."), to=f"{found.study.get_absolute_url()}#phan",
    )


@sensitive_post_parameters("choice")
@about_oneself
@form_page
def quiz(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One question; what is answered is checked at once and kept nowhere."""
    found = seen(request, pk)
    questions = list(found.questions.all())
    if not 1 <= number <= len(questions):
        raise Http404
    asked, said = questions[number - 1], request.POST.get("choice", "")
    chosen = int(said) if said.isdecimal() and 1 <= int(said) <= len(asked.choices) else None
    told = {
        "title": _("Question %(n)s of %(all)s") % {"n": number, "all": len(questions)},
        "study": found,
        "question": asked,
        "number": number,
        "many": len(questions),
        "chosen": chosen,
        "right": chosen == asked.right,
        "answer": asked.choices[asked.right - 1],
        "missing": request.method == "POST" and chosen is None,
    }
    return render(request, "documents/quiz.html", told | {"course": queries.course(found, request.user)}, status=422 if told["missing"] else 200)


@about_oneself
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    return done_or_said(
        request, NothingForm(request.POST), lambda _told: actions.finish_study(study=found, by=request.user, now=timezone.now()),
        said=_("Thank you. Your branch sees that you have finished; no answer and no score is kept."), to=reverse("documents:studies"), back=found.get_absolute_url(),
    )
