"""Guides in the states that tests need, released without a second person at hand."""

from __future__ import annotations

from datetime import date

from coso.access.models import User
from coso.common import uploads
from coso.common.actors import SYSTEM
from coso.documents.enums import Reach
from coso.handbook import actions
from coso.handbook.actions import Content
from coso.handbook.enums import GuideState, Topic
from coso.handbook.models import Guide, GuideImage
from coso.org.models import Unit
from tests.factories import TODAY, make_picture


def make_guide(at: Unit, reach: str = Reach.BELOW, question: str = "Tôi chuyển nơi ở?") -> Guide:
    return actions.write(unit=at, content=Content(Topic.MOVING, question, "Báo chi bộ.", reach), by=SYSTEM)


def as_released(guide: Guide, **told: object) -> Guide:
    second = User.objects.create(username=f"second-{guide.pk}", password="!")
    Guide.objects.filter(pk=guide.pk).update(**({"state": GuideState.RELEASED, "reviewed_by": second, "from_day": TODAY} | told))
    return Guide.objects.get(pk=guide.pk)


def asking_guide(at: Unit, until: date = date(2026, 12, 31), question: str = "Tôi chuyển nơi ở?") -> Guide:
    return as_released(make_guide(at, question=question), receipt_by=until)


def with_picture(guide: Guide, description: str = "Mẫu đơn xin chuyển sinh hoạt") -> GuideImage:
    return actions.add_image(guide=guide, upload=uploads.checked_photo(make_picture(place=True), "don.jpg"), description=description, by=SYSTEM)
