"""A badge is counted in the home branch of the day it was given, and as known since it was entered."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

HOME_THEN = """
UPDATE statuses_badge b SET unit_id = COALESCE(
  (SELECT s.unit_id FROM members_stay s WHERE s.member_id = b.member_id AND s.kind = 'home' AND s.valid_from <= b.on ORDER BY s.valid_from DESC LIMIT 1),
  (SELECT m.unit_id FROM members_member m WHERE m.id = b.member_id))"""


class Migration(migrations.Migration):
    dependencies = [("statuses", "0001_initial"), ("org", "0004_as_known")]

    operations = [
        migrations.AddField("badge", "entered_at", models.DateTimeField(default=django.utils.timezone.now)),
        migrations.AddField("badge", "unit", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit")),
        migrations.RunSQL([HOME_THEN, "SET CONSTRAINTS ALL IMMEDIATE"], migrations.RunSQL.noop),
        migrations.AlterField("badge", "unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit")),
    ]
