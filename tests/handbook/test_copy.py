"""The copy of one's own data: everything declared as the member's is in it, others are not, and its taking is seen."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.apps import apps
from django.db import connection, models
from django.urls import reverse
from pypdf import PdfReader

from coso.access.models import Reading
from coso.access.queries import who_has_read
from coso.common.errors import NotAllowed
from coso.common.models import Act
from coso.common.privacy import MACHINE
from coso.handbook import actions
from coso.handbook.exports import labels
from coso.handbook.exports.copy import FORMAT, VERSION
from coso.handbook.queries.copy import copied_fields, copied_models
from coso.members.models import Member
from tests.factories import make_user
from tests.handbook.lived import OTHER, SECRET, lived

pytestmark = pytest.mark.django_db
HERE = "/so-tay/ban-sao/"
COPIED = pytest.mark.parametrize("model", copied_models(), ids=lambda model: model._meta.label)


@pytest.fixture
def home():
    return lived()


@pytest.fixture
def signed_in(client, home):
    client.force_login(home.user)
    return client


def taken(client, form="json"):
    response = client.post(HERE, {"form": form})
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith('attachment; filename="ban-sao-du-lieu-')
    return response.content


def copy(client):
    return json.loads(taken(client))


def part(copied, key):
    return next(one for one in copied["parts"] if one["key"] == key)


def text_of_pdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


# --- nothing is forgotten ---


def test_a_row_of_every_kind_declared_as_the_members_is_in_it_with_every_column(signed_in, home):
    """What the database holds is compared with the file: each column is there, is of the machine, or is withheld with a reason."""
    copied = copy(signed_in)
    for model in copied_models():
        found = part(copied, model._meta.label_lower)
        assert found["rows"], f"{model._meta.label}: the story of `lived` has no such row"
        with connection.cursor() as cursor:
            cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [model._meta.db_table])
            columns = {name for (name,) in cursor.fetchall()}
        by_column = {field.column: field.name for field in model._meta.concrete_fields}
        missing = {by_column[column] for column in columns} - set(found["rows"][0]) - MACHINE - set(model.privacy.withheld)
        assert not missing, f"{model._meta.label}: {missing}"


def test_every_model_that_names_a_member_goes_in_or_says_why_not():
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if field.related_model is Member or field.name == "member_id"]
        declared = getattr(model, "privacy", None)
        if names and model._meta.managed and not hasattr(model, "pgh_tracked_model"):
            assert declared is not None, model
            assert declared.export or declared.not_copied, f"{model._meta.label} names a member: export it, or say in `not_copied` why it is not about them"


@COPIED
def test_every_field_has_a_name_in_words_and_its_declaration_names_fields_that_are_there(model):
    names = {field.name for field in model._meta.concrete_fields}
    assert model._meta.label in labels.PARTS
    for field in copied_fields(model):
        said = field.verbose_name != field.name.replace("_", " ")
        assert said or field.name in labels.FIELDS or f"{model._meta.label}.{field.name}" in labels.ELSEWHERE, f"{model._meta.label}.{field.name}"
    assert model.privacy.notes | set(model.privacy.withheld) | model.privacy.sensitive | model.privacy.ordinary <= names
    for name in model.privacy.notes:
        assert isinstance(model._meta.get_field(name), models.CharField | models.TextField)


def test_what_a_row_said_before_it_was_changed_is_in_it(signed_in):
    earlier = part(copy(signed_in), "members.member")["earlier"]
    assert next(one["values"]["job"] for one in earlier if not one["taken_away"]) == ""
    assert "Trưởng bản" in str(part(copy(signed_in), "members.member")["rows"])


def test_it_names_its_form_its_version_and_the_class_of_each_field(signed_in, home):
    copied = copy(signed_in)
    assert (copied["format"], copied["version"], copied["name"]) == (FORMAT, VERSION, home.member.full_name)
    classes = {field["name"]: field["data_class"] for field in part(copied, "members.member")["fields"]}
    assert (classes["status"], classes["birth_date"], classes["citizen_id_number"]) == (1, 2, 3)
    assert {"key", "title", "fields", "rows", "earlier", "others"} == set(copied["parts"][0])


# --- others stay out ---


def test_no_other_member_is_named_and_it_says_what_is_left_out(signed_in):
    content = taken(signed_in).decode()
    assert OTHER not in content
    assert "Chuyện riêng của người khác" not in content
    assert "may-cua-bi-thu" not in content
    assert part(json.loads(content), "assignments.assignmententry")["others"] == 1
    assert any("điểm danh" in line for line in json.loads(content)["left_out"])


def test_who_has_seen_the_record_stands_there_with_name_and_purpose(signed_in):
    seen = part(copy(signed_in), "access.reading")["rows"][0]
    assert seen["by_id"] == "Trần Thị Văn Phòng"
    assert seen["purpose"].startswith("Đối chiếu với …")


def test_a_strangers_data_is_not_in_it(client, home):
    client.force_login(make_user(member=Member.objects.exclude(pk=home.member.pk).get(), full_name=OTHER))
    assert SECRET not in taken(client).decode()


def test_only_the_member_takes_it_and_an_account_without_a_record_is_told_whom_to_ask(client, home):
    with pytest.raises(NotAllowed):
        actions.note_copy(member=home.member, form="pdf", by=make_user("organisation_officer", home.commune))
    client.force_login(make_user())
    assert client.get(HERE).headers["Location"] == reverse("members:mine")


# --- its taking is seen ---


def test_each_taking_is_an_act_and_a_reading_that_the_member_sees(signed_in, home):
    copied = copy(signed_in)
    assert Act.objects.filter(kind="copy.taken", member_id=home.member.pk, by=home.user, details={"form": "json"}).count() == 1
    assert "Bản sao" in who_has_read(home.member.pk, home.user)[0].purpose
    assert "copy.taken" in str(part(copied, "common.act")), "the copy tells of itself"
    assert Reading.objects.filter(member_id=home.member.pk, by_id=home.user.pk, kind="exported").count() == 1


def test_opening_the_page_takes_nothing(signed_in):
    assert "Bản sao dữ liệu của tôi" in signed_in.get(HERE).content.decode()
    assert not Act.objects.filter(kind="copy.taken").exists()
    assert signed_in.post(HERE, {"form": "xml"}).status_code == 200
    assert not Act.objects.filter(kind="copy.taken").exists()


def test_the_readable_copy_says_it_in_words(signed_in, home):
    text = text_of_pdf(taken(signed_in, "pdf"))
    for words in (home.member.full_name, SECRET, "Dữ liệu nhạy cảm", "Trưởng bản", "Nhà văn hóa bản Pho", "Đi khám bệnh", "Bắc Ninh", "Trần Thị Văn Phòng", "Những gì bản sao này không có"):
        assert words in text, words
    for never in (OTHER, "{", "None", "True", "due_rule"):
        assert never not in text, never


def test_the_way_to_it_stands_on_ones_own_record_only(signed_in, home):
    assert HERE in signed_in.get(reverse("members:mine")).content.decode()
    signed_in.force_login(make_user("office_clerk", home.commune))
    assert HERE not in signed_in.get(home.member.get_absolute_url()).content.decode()
