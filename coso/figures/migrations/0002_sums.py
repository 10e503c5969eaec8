import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# What was said of units below: their counts do not hold. A unit above them keeps its own counts when it is put elsewhere, since the tree above a
# group is asked of the closure; but groups were summed up by what stood above them. A unit with nothing below changes no sum.
WIDE = """
  IF NOT EXISTS (SELECT FROM figures_storedunit WHERE unit_id IN (OLD.unit_id, NEW.unit_id) AND NOT upper)
    AND EXISTS (SELECT FROM org_closure WHERE ancestor_id IN (OLD.unit_id, NEW.unit_id) AND depth > 0) THEN
    INSERT INTO figures_storemark (unit_id, wide) SELECT DISTINCT unit_id, true FROM (VALUES (OLD.unit_id), (NEW.unit_id)) AS moved(unit_id) WHERE unit_id IS NOT NULL;
  END IF;"""
MARK_MOVED = """
CREATE OR REPLACE FUNCTION figures_mark_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(%d);
  IF EXISTS (SELECT FROM figures_storedunit WHERE unit_id IN (OLD.unit_id, NEW.unit_id) AND NOT upper) THEN
    INSERT INTO figures_storemark (unit_id)
    SELECT unit_id FROM figures_storedunit WHERE unit_id IN (OLD.unit_id, OLD.parent_id, NEW.unit_id, NEW.parent_id) AND NOT upper;
  END IF;%s
  RETURN NULL;
END $$;
"""
MOVE_LOCK = 0xC050_0F02  # of coso.figures.actions


class Migration(migrations.Migration):

    dependencies = [
        ('figures', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='storedgroup',
            name='wide',
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name='storedgroup',
            name='whole',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='parts', to='figures.storedgroup'),
        ),
        migrations.AddField(
            model_name='storemark',
            name='wide',
            field=models.BooleanField(db_default=False),
        ),
        migrations.AlterField(
            model_name='storedcount',
            name='group',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='figures.storedgroup'),
        ),
        migrations.AddIndex(
            model_name='storedgroup',
            index=models.Index(condition=Q(('whole', None)), fields=['wide'], name='stored_group_apart'),
        ),
        migrations.AddIndex(
            model_name='storedcount',
            index=models.Index(fields=['group', 'starts_on'], name='stored_count_of_group'),
        ),
        migrations.RunSQL(MARK_MOVED % (MOVE_LOCK, WIDE), MARK_MOVED % (MOVE_LOCK, "")),
    ]
