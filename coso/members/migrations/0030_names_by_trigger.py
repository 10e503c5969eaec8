import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


# What the stored search words and sort key hold stays the same, only who writes them changes: a trigger in place of
# GENERATED. A load and a restore bring them along (45 µs of PostgreSQL a row become 11), and nothing is rewritten here.
# Indexes that only deleting a place would ask, and one that is the beginning of another, cost every row and go.
FREED = """
ALTER TABLE members_member ALTER COLUMN name_key DROP EXPRESSION, ALTER COLUMN name_tokens DROP EXPRESSION;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0006_search_by_density'),
        ('org', '0002_placement_ended'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='member',
            name='birth_province',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.area', verbose_name='province of birth registration'),
        ),
        migrations.AlterField(
            model_name='member',
            name='home_province',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.area', verbose_name='province of home town'),
        ),
        migrations.AlterField(
            model_name='member',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='members.member'),
        ),
        migrations.AlterField(
            model_name='member',
            name='residence_province',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.area', verbose_name='province of permanent residence'),
        ),
        migrations.AlterField(
            model_name='stay',
            name='member',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='members.member'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='member_merged_into'),
        ),
        migrations.RunSQL(FREED),
        pgtrigger.migrations.AddTrigger(
            model_name='member',
            trigger=pgtrigger.compiler.Trigger(name='name_words', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.name_key := coso_name_key(NEW.full_name); NEW.name_tokens := array_to_tsvector(coso_name_tokens(NEW.full_name)); RETURN NEW;', hash='db132b219f9ae7de534a94815ecd3757dc8fefd2', operation='INSERT OR UPDATE OF "full_name", "name_key", "name_tokens"', pgid='pgtrigger_name_words_baef5', table='members_member', when='BEFORE')),
        ),
    ]
