"""Pictures are put into a draft and taken out of it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import uploads
from coso.common.actors import Actor
from coso.common.errors import RuleBroken
from coso.common.uploads import Upload
from coso.handbook import rules
from coso.handbook.actions.ground import in_hand, kept, written_by
from coso.handbook.enums import GuideAct, GuideState
from coso.handbook.models import Guide, GuideImage


@transaction.atomic
def add_image(*, guide: Guide, upload: Upload, description: str, by: Actor) -> GuideImage:
    """Put a picture into a draft. upload: a checked photo, drawn anew without place, date or camera."""
    guide = in_hand(guide, "guide.write", by, GuideState.DRAFT)
    rules.check_image(description, guide.images.count())
    uploads.check_not_secret(False, description, upload.name)
    width, height = uploads.sides(upload)
    made = GuideImage.objects.create(guide=guide, description=description.strip(), stored_as=uploads.store(upload), width=width, height=height)
    written_by(guide, by)
    guide.save(update_fields=["writers"])
    kept(GuideAct.IMAGE_ADDED, guide, by)
    return made


@transaction.atomic
def remove_image(*, image: GuideImage, by: Actor) -> Guide:
    """Take a picture out of a draft; its file goes where no other version shows it."""
    guide = in_hand(image.guide, "guide.write", by, GuideState.DRAFT)
    if not GuideImage.objects.filter(pk=image.pk).delete()[0]:
        raise RuleBroken(_("The picture is out already: somebody was faster. Nothing was changed."))
    if not GuideImage.objects.filter(stored_as=image.stored_as).exists():
        transaction.on_commit(lambda: uploads.forget(image.stored_as))
    written_by(guide, by)
    guide.save(update_fields=["writers"])
    return kept(GuideAct.IMAGE_REMOVED, guide, by)


def copy_images(guide: Guide, to: Guide) -> None:
    """A new version begins with the pictures of the one it replaces. It trusts its caller, a verb that made the version."""
    GuideImage.objects.bulk_create([GuideImage(guide=to, description=one.description, stored_as=one.stored_as, width=one.width, height=one.height) for one in guide.images.all()])
