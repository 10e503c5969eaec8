from django.db import migrations, models

T = "NULLIF(current_setting('coso.known_at', true), '')::timestamptz"


def view(name, table, columns):
    """A view of a table as it was known at coso.known_at: the present row, else the history's row of that time."""
    return f"""CREATE VIEW {name} WITH (security_invoker = true) AS
    SELECT {columns} FROM {table} WHERE recorded_at <= {T}
    UNION ALL
    SELECT {columns} FROM {table}event WHERE recorded_at <= {T} AND pgh_created_at > {T}"""


# A unit as known stands at today's place: positions say nothing about the past and are shifted without history.
UNIT = "id, id AS unit_id, code, name, kind, sector, parent_id, founded_on, ended_on"
VIEWS = {
    "org_unit_known": f"""CREATE VIEW org_unit_known WITH (security_invoker = true) AS
    SELECT known.*, place.position FROM (
      SELECT {UNIT} FROM org_unit WHERE recorded_at <= {T}
      UNION ALL
      SELECT {UNIT} FROM org_unitevent WHERE recorded_at <= {T} AND pgh_created_at > {T}
    ) AS known JOIN org_unit AS place ON place.id = known.id""",
    "org_unitdetails_known": view("org_unitdetails_known", "org_unitdetails", "id, unit_id, name, kind, sector, valid_from, valid_to"),
    "org_placement_known": view("org_placement_known", "org_placement", "id, unit_id, parent_id, valid_from, valid_to"),
    "org_area_known": view("org_area_known", "org_area", "id, name, kind, parent_id, ended_on"),
    "org_areaservice_known": view("org_areaservice_known", "org_areaservice", "id, unit_id, area_id, valid_from, valid_to"),
    "org_closure_known": """CREATE VIEW org_closure_known WITH (security_invoker = true) AS
    WITH RECURSIVE line AS (
      SELECT unit_id AS descendant_id, unit_id AS ancestor_id, 0 AS depth, valid_from, valid_to FROM org_placement_known
      UNION ALL
      SELECT line.descendant_id, p.parent_id, line.depth + 1, GREATEST(line.valid_from, p.valid_from), LEAST(line.valid_to, p.valid_to)
      FROM line JOIN org_placement_known p ON p.unit_id = line.ancestor_id
        AND daterange(p.valid_from, p.valid_to) && daterange(line.valid_from, line.valid_to)
      WHERE p.parent_id IS NOT NULL AND line.depth < 20
    )
    SELECT row_number() OVER () AS id, descendant_id, ancestor_id, depth, valid_from, valid_to FROM line""",
}


class Migration(migrations.Migration):
    dependencies = [("org", "0003_area_traits")]

    operations = [
        *[migrations.RunSQL(making, f"DROP VIEW {name}") for name, making in VIEWS.items()],
        migrations.CreateModel(
            name='AreaKnown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('province', 'Province or city'), ('commune', 'Commune'), ('ward', 'Ward'), ('special_zone', 'Special zone'), ('hamlet', 'Hamlet'), ('village', 'Village'), ('hamlet_cluster', 'Hamlet cluster'), ('residential_group', 'Residential group')], max_length=20)),
                ('ended_on', models.DateField(null=True)),
            ],
            options={
                'db_table': 'org_area_known',
                'abstract': False,
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='AreaServiceKnown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
            ],
            options={
                'db_table': 'org_areaservice_known',
                'abstract': False,
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='ClosureKnown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('depth', models.IntegerField()),
            ],
            options={
                'db_table': 'org_closure_known',
                'abstract': False,
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='UnitDetailsKnown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('name', models.CharField(max_length=300)),
                ('kind', models.CharField(max_length=40)),
                ('sector', models.CharField(max_length=40)),
            ],
            options={
                'db_table': 'org_unitdetails_known',
                'abstract': False,
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='UnitKnown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=14)),
                ('name', models.CharField(max_length=300)),
                ('kind', models.CharField(choices=[('centre', 'Central organisation'), ('provincial_organisation', 'Provincial party organisation'), ('superior_organisation', 'Superior of grass-roots organisations'), ('district_organisation', 'District party organisation'), ('bloc_organisation', 'Bloc party organisation'), ('commune_organisation', 'Commune party organisation'), ('grassroots_party_organisation', 'Grass-roots party organisation'), ('sub_grassroots_organisation', 'Party organisation under the grass-roots level'), ('sectional_organisation', 'Sectional party organisation'), ('grassroots_branch', 'Grass-roots branch'), ('subordinate_branch', 'Subordinate branch'), ('branch', 'Branch'), ('party_group', 'Party group')], max_length=40)),
                ('sector', models.CharField(choices=[('commune', 'Commune'), ('ward', 'Ward'), ('special_zone', 'Special zone'), ('township', 'Township'), ('residential', 'Residential area'), ('administrative_agency', 'Administrative agency'), ('public_service_unit', 'Public service unit'), ('school', 'School'), ('health_station', 'Health station'), ('state_enterprise', 'State enterprise'), ('non_state_enterprise', 'Non-state enterprise'), ('foreign_invested_enterprise', 'Foreign-invested enterprise'), ('co_operative', 'Co-operative'), ('army', 'Army'), ('police', 'Police'), ('border_guard', 'Border guard'), ('other', 'Other')], max_length=40)),
                ('position', models.BigIntegerField()),
                ('founded_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
            ],
            options={
                'db_table': 'org_unit_known',
                'abstract': False,
                'managed': False,
            },
        ),
    ]
