"""A unit prepares the study of a paper, lays it out, and may end it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from coso.common.performing import NothingForm, perform
from coso.documents import actions, forms
from coso.documents.models import Publication, QuizQuestion, Study, StudyPart
from coso.documents.tables import study_table
from coso.documents.views.ground import FORM, form_page, today, units_of

PIECES = {"phan": "parts", "cau": "questions"}


@require_safe
def laid_out(request: HttpRequest) -> HttpResponse:
    """The studies that the reader's units have laid out or prepare."""
    request.user.require_anywhere("document.view")
    return render(request, "documents/laid_out.html", {"title": _("Studies laid out"), "table": study_table(request)})


@form_page
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    paper = get_object_or_404(Publication.objects.visible_to(request.user).select_related("unit"), pk=pk)
    request.user.require_anywhere("document.issue")
    form = forms.NewStudyForm(request.POST or None, units=units_of(request, "document.issue"))
    return perform(
        request,
        form,
        lambda told: actions.prepare_study(publication=paper, by=request.user, today=today(), **told),
        done=_("The study is prepared; its parts are made from the paper’s own headings. Look through them, then lay it out."),
        to=lambda made: reverse("documents:prepared_study", args=[made.pk]),
        template=FORM,
        title=_("Lay the paper out for study"),
        lead=f"{paper.symbol} · {paper.abstract}",
        act=_("Prepare the study"),
        back=paper.get_absolute_url(),
        note=_(
            "Members read it part by part on their phones and say when they have finished. Their branch sees who has; above it only numbers are seen. Nobody sees how far somebody is or what they answer."
        ),
    )


def in_hand(request: HttpRequest, pk: int) -> Study:
    found = get_object_or_404(Study.objects.visible_to(request.user).select_related("unit", "publication").defer("publication__text", "publication__words"), pk=pk)
    request.user.require("document.issue", found.unit)
    return found


@require_safe
def prepared(request: HttpRequest, pk: int) -> HttpResponse:
    """The parts and the quiz, to be looked through before they are laid out."""
    found = in_hand(request, pk)
    if not found.is_draft:
        raise Http404
    return render(request, "documents/prepared_study.html", {"title": _("Prepare the study"), "study": found, "parts": found.parts.all(), "questions": found.questions.all()})


def act_page(request: HttpRequest, study: Study, form: Any, do: Callable[[dict[str, Any]], Any], *, title: str, act: str, done: str, to: str = "", **more: Any) -> HttpResponse:
    """The form of one verb about a study; back to what is prepared, or to the study."""
    back = reverse("documents:prepared_study", args=[study.pk]) if study.is_draft else study.get_absolute_url()
    paper = study.publication
    return perform(request, form, do, done=done, to=to or back, template=FORM, title=title, lead=f"{paper.symbol} · {paper.abstract}", act=act, back=back, **more)


def nothing(request: HttpRequest) -> NothingForm:
    return NothingForm(request.POST if request.method == "POST" else None)


@form_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = in_hand(request, pk)
    form = forms.StudyForm(request.POST or None, initial={"reach": found.reach, "until": found.until})
    return act_page(
        request,
        found,
        form,
        lambda told: actions.change_study(study=found, by=request.user, today=today(), **told),
        title=_("For whom, and until when"),
        act=_("Save"),
        done=_("The study is changed."),
    )


@form_page
def part(request: HttpRequest, pk: int, piece: int | None = None) -> HttpResponse:
    found = in_hand(request, pk)
    old = get_object_or_404(StudyPart, study=found, pk=piece) if piece else None
    form = forms.PartForm(request.POST or None, initial=forms.PartForm.initial_of(old) if old else {"number": found.parts.count() + 1})
    return act_page(
        request,
        found,
        form,
        lambda _told: actions.write_part(study=found, said=form.said(), part=old, by=request.user, today=today()),
        title=_("Change the part") if old else _("Add a part"),
        act=_("Save"),
        done=_("The part is saved."),
        gone=piece_gone(found, "phan", old),
    )


@form_page
def question(request: HttpRequest, pk: int, piece: int | None = None) -> HttpResponse:
    found = in_hand(request, pk)
    old = get_object_or_404(QuizQuestion, study=found, pk=piece) if piece else None
    form = forms.QuizForm(request.POST or None, initial=forms.QuizForm.initial_of(old) if old else {"number": found.questions.count() + 1})
    return act_page(
        request,
        found,
        form,
        lambda _told: actions.write_question(study=found, asked=form.asked(), question=old, by=request.user, today=today()),
        title=_("Change the question") if old else _("Add a question"),
        act=_("Save"),
        done=_("The question is saved."),
        gone=piece_gone(found, "cau", old),
    )


def piece_gone(study: Study, kind: str, piece: StudyPart | QuizQuestion | None) -> str:
    """Where a part or a question is taken out."""
    return reverse("documents:remove_piece", args=[study.pk, kind, piece.pk]) if piece else ""


@form_page
def remove(request: HttpRequest, pk: int, kind: str, piece: int) -> HttpResponse:
    if kind not in PIECES:
        raise Http404
    found = in_hand(request, pk)
    gone = get_object_or_404(getattr(found, PIECES[kind]), pk=piece)
    return act_page(
        request,
        found,
        nothing(request),
        lambda _told: actions.remove_piece(piece=gone, by=request.user, today=today()),
        title=pgettext("study", "Take out: %(piece)s") % {"piece": gone},
        act=_("Take out of the study"),
        done=_("It is taken out."),
    )


@form_page
def open_(request: HttpRequest, pk: int) -> HttpResponse:
    found = in_hand(request, pk)
    return act_page(
        request,
        found,
        nothing(request),
        lambda _told: actions.open_study(study=found, by=request.user, today=today()),
        title=_("Lay the study out"),
        act=_("Lay the study out"),
        done=_("The study is laid out. Members are told."),
        to=found.get_absolute_url(),
        note=_("From then on parts and quiz no longer change. Whoever is to study it is told."),
    )


@form_page
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    found = in_hand(request, pk)
    return act_page(
        request,
        found,
        nothing(request),
        lambda _told: actions.discard_study(study=found, by=request.user, today=today()),
        title=_("Discard what is prepared"),
        act=_("Discard"),
        done=_("The prepared study is discarded."),
        to=reverse("documents:laid_out"),
        note=_("Parts and questions go with it."),
    )


@form_page
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = in_hand(request, pk)
    form = forms.EndStudyForm(request.POST or None)
    return act_page(
        request,
        found,
        form,
        lambda told: actions.end_study(study=found, by=request.user, today=today(), **told),
        title=_("End the study early"),
        act=_("End the study"),
        done=_("The study is ended. Nobody is asked any more; who had finished stays known to the branch."),
    )
