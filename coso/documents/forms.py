"""What people fill in about papers, numbers and terms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coso.access.models import User
from coso.documents.actions import Asked, Content, PartSaid, Received
from coso.documents.declarations import bodies_of
from coso.documents.enums import Body, DocumentType, MarkKind, Reach, RequestKind
from coso.documents.models import Document, DocumentFile, GivenNumber, QuizQuestion, StudyPart, Term
from coso.documents.models.study import FEWEST, MOST
from coso.members.models import Member
from coso.org.forms import DayField
from coso.org.models import Unit
from coso.procedures.forms import PaperForm

ROLE = _("As it stands under the paper, for example “Bí thư”.")
CONTENT = ("abstract", "text", "signatory", "signatory_role", "recipients", "replaces", "carries_out", "basis")
HEAD = ("kind", "symbol", "issuer", "abstract", "dated", "arrived_on", "signatory", "signatory_role")


class SecretField(forms.ChoiceField):
    """Asked before anything is kept; nothing is chosen beforehand. Cleans to True or False."""

    def __init__(self) -> None:
        super().__init__(label=_("Does this paper carry a secrecy mark (Mật, Tối mật, Tuyệt mật)?"), choices=[("no", _("No")), ("yes", _("Yes"))], widget=forms.RadioSelect)

    def clean(self, value: Any) -> bool:
        return bool(super().clean(value) == "yes")


class WhichForm(forms.Form):
    """Whose paper, and of which kind: asked first, because who may issue what depends on it."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)
    body = forms.ChoiceField(label=_("Issuing body"), choices=Body.choices)
    kind = forms.ChoiceField(label=_("Kind of paper"), choices=DocumentType.choices)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        if first := units.first():
            self.initial |= {"unit": first, "body": bodies_of(first.kind)[0]}
        self.fields["body"].choices = [(one.value, one.label) for one in Body if any(one in bodies_of(kind) for kind in units.values_list("kind", flat=True).distinct())]


class ContentForm(forms.Form):
    abstract = forms.CharField(label=_("Abstract"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("What the paper is about, in one sentence; it stands under its name."))
    text = forms.CharField(label=_("Text"), required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 16, "class": "tall"}), help_text=_("An empty line begins a new paragraph."))
    signatory = forms.CharField(label=_("Signed by"), max_length=200, required=False)
    signatory_role = forms.CharField(label=_("In the post of"), max_length=100, required=False, help_text=ROLE)
    recipients = forms.CharField(label=_("Recipients"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One a line. The file copy is added by itself."))
    replaces = forms.ModelChoiceField(label=_("Replaces"), queryset=Document.objects.none(), required=False, empty_label="–")
    carries_out = forms.ModelChoiceField(label=_("Carries out"), queryset=Document.objects.none(), required=False, empty_label="–")
    basis = forms.CharField(label=_("Carries out a paper that stands in no register here"), max_length=300, required=False, help_text=_("Number, symbol, day and issuer."))

    def __init__(self, *args: Any, linkable: QuerySet[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("replaces", "carries_out"):
            self.fields[name] = LinkField(label=self.fields[name].label, queryset=linkable, required=False, empty_label="–")

    def content(self) -> Content:
        return Content(**{name: self.cleaned_data[name] for name in CONTENT})

    @staticmethod
    def initial_of(document: Document) -> dict[str, Any]:
        return {name: getattr(document, name) for name in CONTENT}


class LinkField(forms.ModelChoiceField):
    """A paper, by symbol and abstract."""

    def label_from_instance(self, one: Any) -> str:
        return f"{one.symbol} · {one.abstract[:80]}"


class DraftForm(ContentForm):
    """A new draft; the secrecy question comes last, right before the paper is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret"] = SecretField()


class IssueForm(forms.Form):
    dated = DayField(label=_("Day on the paper"))
    reserved = forms.ModelChoiceField(label=_("Number and symbol"), queryset=GivenNumber.objects.none(), required=False)

    def __init__(self, *args: Any, reserved: QuerySet[GivenNumber], following: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dated"].initial = today
        self.fields["reserved"] = ReservedField(label=_("Number and symbol"), queryset=reserved, required=False, empty_label=_("the next one: %(symbol)s") % {"symbol": following} if following else _("the next one"))
        self.fields["reserved"].need_told = True  # leaving it is a choice: the next number


class ReservedField(forms.ModelChoiceField):
    def label_from_instance(self, one: Any) -> str:
        return f"{one.symbol} · {one.reserved_for}"


class WithdrawForm(forms.Form):
    on = DayField(label=_("Withdrawn on"))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("With the paper that withdraws it, if there is one."))


class CorrectForm(forms.Form):
    """Corrected by which decision, and what is to be read."""

    text = forms.CharField(label=_("What is corrected"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Which passage, and what is to be read there."))

    def __init__(self, *args: Any, decisions: QuerySet[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"] = LinkField(label=_("By the decision"), queryset=decisions, empty_label=None)
        self.order_fields(["decision", "text"])


class ReceivedForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of paper"), choices=DocumentType.choices)
    symbol = forms.CharField(label=_("Number and symbol"), max_length=60, help_text=_("As printed, for example 12-NQ/TU."))
    issuer = forms.CharField(label=_("Issued by"), max_length=200)
    abstract = forms.CharField(label=_("Abstract"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    dated = DayField(label=_("Day on the paper"))
    arrived_on = DayField(label=_("Arrived on"))
    signatory = forms.CharField(label=_("Signed by"), max_length=200, required=False)
    signatory_role = forms.CharField(label=_("In the post of"), max_length=100, required=False)

    def head(self) -> Received:
        return Received(**{name: self.cleaned_data[name] for name in HEAD})

    @staticmethod
    def initial_of(document: Document) -> dict[str, Any]:
        return {name: getattr(document, name) for name in HEAD}


class RegisterForm(ReceivedForm):
    """A new entry: first whose register, last the secrecy question."""

    def __init__(self, *args: Any, units: QuerySet[Unit], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.ModelChoiceField(label=_("In the register of"), queryset=units, empty_label=None)
        self.fields["secret"] = SecretField()
        self.fields["arrived_on"].initial = today
        self.order_fields(["unit"])


class ReserveForm(WhichForm):
    on = DayField(label=_("Day on which the number is given"))
    purpose = forms.CharField(label=_("Kept for"), max_length=300, help_text=_("Which paper the number waits for."))


class TermForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)
    name = forms.CharField(label=_("Term"), max_length=60, help_text=_("For example 2025–2030."))
    valid_from = DayField(label=_("First day"), help_text=_("The day of the congress. A term that is still open ends the day before."))

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units


class TakeOverForm(WhichForm):
    """The last number that the register on paper gave, so that Coso goes on from it."""

    term = forms.ModelChoiceField(label=_("Term"), queryset=Term.objects.none(), empty_label=None)
    last = forms.IntegerField(label=_("Last number given in the register on paper"), min_value=1)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, units=units, **kwargs)
        self.fields["term"].queryset = Term.objects.filter(unit__in=units).order_by("unit__position", "-valid_from")


class FileForm(PaperForm):
    """A file of a paper, checked by what it is, with the secrecy question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["number"], self.fields["dated"]
        self.fields["title"] = forms.CharField(label=_("What it is"), max_length=200, help_text=_("For example: signed copy, annex 1."))
        self.order_fields(["title", "file", "secret"])


class PublishForm(forms.Form):
    reach = forms.ChoiceField(label=_("Who may read it"), choices=Reach.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, files: QuerySet[DocumentFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = forms.ModelChoiceField(label=_("With the file"), queryset=files, required=False, empty_label=_("without a file"), initial=files.exclude(signed_as="").last())
        self.fields["receipt_by"] = DayField(label=_("Members confirm that they have read it, by"), required=False, help_text=_("Leave it empty as a rule: then nobody keeps who read it. With a day, each member is asked once; their branch sees who has confirmed, those above see numbers only."))


class MarkForm(forms.Form):
    """One tap on a mark: which, and whether it is set or taken out."""

    kind = forms.ChoiceField(choices=MarkKind.choices)
    out = forms.BooleanField(required=False)


class AskForm(forms.Form):
    """Who is to read the draft, and what for."""

    kind = forms.ChoiceField(label=_("What for"), choices=RequestKind.choices, widget=forms.RadioSelect, initial=RequestKind.COMMENT)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"] = forms.ModelMultipleChoiceField(label=_("Who is asked"), queryset=people, widget=forms.CheckboxSelectMultiple, help_text=_("Those who may see papers of the unit."))
        self.fields["due_on"] = DayField(label=_("Answer needed by"), required=False)


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Your comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}), help_text=_("Whoever sees the draft reads it."))


class SignOffForm(forms.Form):
    agreed = forms.TypedChoiceField(
        label=_("Your answer"), choices=[("yes", _("I agree to the draft as it stands")), ("no", _("It has to be mended first"))], widget=forms.RadioSelect, coerce=lambda told: told == "yes"
    )
    text = forms.CharField(label=_("What has to be mended"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Needed where you do not agree."))


class StudyForm(forms.Form):
    """For whom a paper is laid out for study, and until when."""

    reach = forms.ChoiceField(label=_("Who is to study it"), choices=[pair for pair in Reach.choices if pair[0] != Reach.PUBLIC], widget=forms.RadioSelect, initial=Reach.BELOW)
    until = DayField(label=_("To be studied by"), help_text=_("Whoever comes later can still study it; nothing happens by itself on that day."))


class NewStudyForm(StudyForm):
    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.ModelChoiceField(label=_("Laid out by"), queryset=units, empty_label=None)
        self.order_fields(["unit"])


class PartForm(forms.Form):
    """A part: the paper's words, a question to think about, or both."""

    number = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=999)
    title = forms.CharField(label=_("Heading"), max_length=200)
    text = forms.CharField(
        label=pgettext_lazy("study", "What is to be read"), max_length=200_000, required=False, widget=forms.Textarea(attrs={"rows": 12}), help_text=_("An empty line begins a new paragraph.")
    )
    question = forms.CharField(
        label=_("Question to think about"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: What does this ask of our branch? Nobody has to write an answer."),
    )

    def said(self) -> PartSaid:
        return PartSaid(**self.cleaned_data)

    @staticmethod
    def initial_of(part: StudyPart) -> dict[str, Any]:
        return {name: getattr(part, name) for name in ("number", "title", "text", "question")}


class QuizForm(forms.Form):
    """A question of the quiz, its answers and the one that is right."""

    number = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=999)
    text = forms.CharField(label=pgettext_lazy("quiz", "Question"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at in range(1, MOST + 1):
            self.fields[f"choice_{at}"] = forms.CharField(label=_("Answer %(n)s") % {"n": at}, max_length=300, required=at <= FEWEST)
        self.fields["right"] = forms.TypedChoiceField(label=_("Which one is right"), choices=[(at, _("Answer %(n)s") % {"n": at}) for at in range(1, MOST + 1)], widget=forms.RadioSelect, coerce=int)
        self.fields["why"] = forms.CharField(label=_("A sentence that explains it"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Shown with every answer, right or not."))

    def clean(self) -> dict[str, Any]:
        """The answers stand in a row: what is right is counted among them."""
        told = super().clean() or {}
        said = [told.get(f"choice_{at}", "") for at in range(1, MOST + 1)]
        filled = sum(map(bool, said))
        if any(said[filled:]):
            self.add_error(f"choice_{filled + 1}", _("Leave no answer empty between others."))
        return told

    def asked(self) -> Asked:
        told = self.cleaned_data
        return Asked(told["number"], told["text"], [told[f"choice_{at}"] for at in range(1, MOST + 1)], told["right"], told["why"])

    @staticmethod
    def initial_of(question: QuizQuestion) -> dict[str, Any]:
        choices = {f"choice_{at}": text for at, text in enumerate(question.choices, 1)}
        return {"number": question.number, "text": question.text, "right": question.right, "why": question.why, **choices}


class EndStudyForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Whoever opens the study reads it."))


class ReceiptForForm(forms.Form):
    """Which members of the branch have read or studied, and how that came about."""

    def __init__(self, *args: Any, people: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"] = forms.ModelMultipleChoiceField(label=_("Members"), queryset=people, widget=forms.CheckboxSelectMultiple)
        self.fields["told_how"] = forms.CharField(label=_("When and how"), max_length=200, help_text=_("For example: read together at the branch meeting of 3 December."))
