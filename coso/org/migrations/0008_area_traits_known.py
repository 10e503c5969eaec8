from django.db import migrations, models

T = "NULLIF(current_setting('coso.known_at', true), '')::timestamptz"
BEFORE = "id, name, kind, parent_id, ended_on"
TRAITS = "border, minority, specially_hard, remote"


def view(name, table, columns):
    """A view of a table as it was known at coso.known_at: the present row, else the history's row of that time."""
    return f"""CREATE OR REPLACE VIEW {name} WITH (security_invoker = true) AS
    SELECT {columns} FROM {table} WHERE recorded_at <= {T}
    UNION ALL
    SELECT {columns} FROM {table}event WHERE recorded_at <= {T} AND pgh_created_at > {T}"""


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0007_placement_known'),
    ]

    operations = [
        migrations.RunSQL(view("org_area_known", "org_area", f"{BEFORE}, {TRAITS}"), f"DROP VIEW org_area_known; {view('org_area_known', 'org_area', BEFORE)}"),
        migrations.RunSQL(view("org_areatraits_known", "org_areatraits", f"id, area_id, {TRAITS}, valid_from, valid_to"), "DROP VIEW org_areatraits_known"),
        migrations.CreateModel(
            name='AreaTraitsKnown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('border', models.BooleanField()),
                ('minority', models.BooleanField()),
                ('specially_hard', models.BooleanField()),
                ('remote', models.BooleanField()),
            ],
            options={
                'db_table': 'org_areatraits_known',
                'abstract': False,
                'managed': False,
            },
        ),
    ]
