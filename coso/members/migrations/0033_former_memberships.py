
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# A member's row takes along what follows it, as in 0002; earlier memberships too.
PLACE = """
CREATE OR REPLACE FUNCTION members_place_what_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public SET coso.lo = '0' SET coso.hi = '4611686018427387904' SET coso.many = ''
AS $$ BEGIN
  UPDATE members_qualification SET position = NEW.position WHERE member_id = NEW.id;
  UPDATE members_attachment SET position = NEW.position WHERE member_id = NEW.id;
  UPDATE members_correctionrequest SET position = NEW.position WHERE member_id = NEW.id;{former}
  UPDATE common_act SET position = NEW.position WHERE member_id = NEW.id;
  UPDATE access_reading SET position = NEW.position WHERE member_id = NEW.id;
  RETURN NULL;
END $$;
"""
FORMER = "\n  UPDATE members_formermembership SET position = NEW.position WHERE member_id = NEW.id;"
# Those admitted again before these rows were kept: the act of it names what the record said.
KEPT = """
INSERT INTO members_formermembership (member_id, official_date, left_on, left_reason, readmitted_on, entered_at)
SELECT a.member_id, NULLIF(a.details->>'official_date', '')::date, (a.details->>'left_on')::date, a.details->>'left_reason', a.day, a.at
FROM common_act a WHERE a.kind = 'member.readmitted' AND a.member_id IS NOT NULL
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0032_counted'),
        ('common', '0002_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField(db_default=-1, editable=False)),
                ('official_date', models.DateField(blank=True, null=True)),
                ('left_on', models.DateField()),
                ('left_reason', models.CharField(choices=[('transferred_out', 'Transferred out'), ('removed', 'Removed from the roll'), ('requested_exit', 'Left at own request'), ('expelled', 'Expelled'), ('deceased', 'Deceased')], max_length=20)),
                ('readmitted_on', models.DateField()),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='members.member')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['official_date'], name='former_official')],
                'constraints': [models.UniqueConstraint(fields=('member', 'left_on'), name='former_membership_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formermembership',
            trigger=pgtrigger.compiler.Trigger(name='place', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM pg_advisory_xact_lock_shared(3226468354); SELECT m.position INTO STRICT NEW.position FROM members_member m WHERE m.id = NEW.member_id; RETURN NEW;', hash='c1efad2c4986703438ca30c1292adc61c6ff41a8', operation='INSERT OR UPDATE OF "member_id"', pgid='pgtrigger_place_39b1d', table='members_formermembership', when='BEFORE')),
        ),
        migrations.RunSQL(PLACE.format(former=FORMER), PLACE.format(former="")),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
