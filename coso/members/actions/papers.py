"""Photo, papers and qualifications of a record."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import uploads
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.common.uploads import Upload
from coso.members import rules
from coso.members.actions.ground import locked
from coso.members.enums import (
    AttachmentKind,
    GeneralEducation,
    MemberAct,
    PoliticalTheory,
    ProfessionalLevel,
    QualificationKind,
)
from coso.members.models import Attachment, Member, Qualification

HIGHEST = {
    QualificationKind.GENERAL: ("general_education", GeneralEducation.values),
    QualificationKind.PROFESSIONAL: ("professional_level", ProfessionalLevel.values),
    QualificationKind.THEORY: ("political_theory", PoliticalTheory.values),
}


@transaction.atomic
def attach(*, member: Member, kind: str, title: str, upload: Upload, secret: bool, by: Actor) -> Attachment:
    """Add a checked paper, or a photo in place of the present one. A paper with a secrecy mark is refused."""
    by.require("member.change", member.unit)
    uploads.check_not_secret(secret, title, upload.name)
    now = locked(member)
    if kind == AttachmentKind.PHOTO:
        now.attachments.filter(kind=kind, withdrawn_at=None).update(withdrawn_at=timezone.now())
    name = uploads.store(upload)
    try:
        kept = Attachment.objects.create(
            member=now, kind=kind, title=title or upload.name, stored_as=name, original_name=upload.name,
            content_type=upload.content_type, size=len(upload.content), sha256=upload.sha256,
        )
        record(MemberAct.ATTACHED, now, by=by, position=now.position, member_id=now.pk, details={"attachment": kept.pk, "kind": kind})
    except Exception:
        uploads.forget(name)
        raise
    return kept


@transaction.atomic
def withdraw_attachment(*, attachment: Attachment, reason: str, by: Actor) -> Attachment:
    """Take a paper or photo off the record; its file is kept as long as the record is."""
    by.require("member.change", attachment.member.unit)
    now = held(Attachment.objects.select_related("member"), attachment.pk)
    if now.withdrawn_at:
        raise RuleBroken(_("This paper was withdrawn already. Nothing was saved."))
    now.withdrawn_at = timezone.now()
    now.save(update_fields=["withdrawn_at"])
    record(MemberAct.DETACHED, now.member, by=by, position=now.position, member_id=now.member_id, reason=reason, details={"attachment": now.pk})
    return now


@transaction.atomic
def qualify(
    *, member: Member, kind: str, by: Actor, day: date, level: str = "", subject: str = "", school: str = "", obtained_on: date | None = None,
) -> Qualification:
    """Enter a qualification; a higher level becomes the record's own."""
    by.require("member.change", member.unit)
    rules.check_not_later(_("Obtained on"), obtained_on, day)
    now = locked(member)
    rules.check_on_roll(now)
    name, levels = HIGHEST.get(QualificationKind(kind), ("", []))
    if name and level not in levels:
        raise RuleBroken(_("A level is needed for this kind of qualification. Nothing was saved. Choose one."))
    kept = Qualification.objects.create(member=now, kind=kind, level=level, subject=subject, school=school, obtained_on=obtained_on)
    if name and levels.index(level) > (levels.index(getattr(now, name)) if getattr(now, name) else -1):
        setattr(now, name, level)
        now.save(update_fields=[name])
    record(MemberAct.QUALIFIED, now, by=by, position=now.position, member_id=now.pk, day=obtained_on, details={"qualification": kept.pk})
    return kept
