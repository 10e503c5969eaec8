import coso.common.periods
import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

T = "NULLIF(current_setting('coso.known_at', true), '')::timestamptz"
COLUMNS = "id, unit_id, kind, name, follows_id, valid_from, valid_to"
KNOWN = f"""CREATE VIEW org_massbody_known WITH (security_invoker = true) AS
SELECT {COLUMNS} FROM org_massbody WHERE recorded_at <= {T}
UNION ALL
SELECT {COLUMNS} FROM org_massbodyevent WHERE recorded_at <= {T} AND pgh_created_at > {T}"""


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0004_as_known'),
    ]

    operations = [
        migrations.CreateModel(
            name='MassBodyKnown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('kind', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=200)),
            ],
            options={
                'db_table': 'org_massbody_known',
                'abstract': False,
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='MassBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('trade_union', 'Trade union'), ('youth_union', 'Youth union'), ('womens_union', "Women's union"), ('veterans', "Veterans' association"), ('other', 'Other')], max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('paper', models.CharField(blank=True, max_length=300)),
                ('follows', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='org.massbody')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mass_bodies', to='org.unit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MassBodyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('trade_union', 'Trade union'), ('youth_union', 'Youth union'), ('womens_union', "Women's union"), ('veterans', "Veterans' association"), ('other', 'Other')], max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('paper', models.CharField(blank=True, max_length=300)),
                ('follows', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.massbody')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_query_name='events', to='org.massbody')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='massbody',
            index=models.Index(fields=['valid_from'], name='mass_body_founded'),
        ),
        migrations.AddConstraint(
            model_name='massbody',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='mass_body_day'),
        ),
        migrations.AddConstraint(
            model_name='massbody',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('unit'), '='), (models.F('kind'), '='), (models.F('name'), '='), (coso.common.periods.DateRange('valid_from', 'valid_to'), '&&')], name='mass_body_once', violation_error_message='This body is entered already for some of these days.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='massbody',
            trigger=pgtrigger.compiler.Trigger(name='recorded_at', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."follows_id" IS DISTINCT FROM (NEW."follows_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."paper" IS DISTINCT FROM (NEW."paper") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_to" IS DISTINCT FROM (NEW."valid_to"))', func='NEW.recorded_at = now(); RETURN NEW;', hash='29d009fa83271ab385899ec5daba395473717561', operation='UPDATE', pgid='pgtrigger_recorded_at_991d7', table='org_massbody', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='massbody',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "org_massbodyevent" ("follows_id", "id", "kind", "name", "paper", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "unit_id", "valid_from", "valid_to") VALUES (OLD."follows_id", OLD."id", OLD."kind", OLD."name", OLD."paper", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', OLD."id", OLD."recorded_at", OLD."unit_id", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='2c5d71ae7ce0949dc9d3d59eece4af28cb2238fd', operation='UPDATE', pgid='pgtrigger_update_update_c8542', table='org_massbody', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='massbody',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "org_massbodyevent" ("follows_id", "id", "kind", "name", "paper", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "unit_id", "valid_from", "valid_to") VALUES (OLD."follows_id", OLD."id", OLD."kind", OLD."name", OLD."paper", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."unit_id", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='18902a7bf50d9344841d1c59aa92f6e7301d7061', operation='DELETE', pgid='pgtrigger_delete_delete_f4678', table='org_massbody', when='AFTER')),
        ),
        migrations.RunSQL(KNOWN, "DROP VIEW org_massbody_known"),
    ]
