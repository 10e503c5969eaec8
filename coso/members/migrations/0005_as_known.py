import coso.common.periods
import django.db.models.deletion
from django.db import migrations, models

T = "NULLIF(current_setting('coso.known_at', true), '')::timestamptz"


def view(name, table, columns):
    """A view of a table as it was known at coso.known_at: the present row, else the history's row of that time."""
    return f"""CREATE VIEW {name} WITH (security_invoker = true) AS
    SELECT {columns} FROM {table} WHERE recorded_at <= {T}
    UNION ALL
    SELECT {columns} FROM {table}event WHERE recorded_at <= {T} AND pgh_created_at > {T}"""


VIEWS = {
    "members_member_known": view(
        "members_member_known", "members_member",
        "id, full_name, coso_name_key(full_name) AS name_key, sex, birth_date, ethnic_group, religion, admission_date, official_date, "
        "general_education, professional_level, political_theory, left_on, left_reason, merged_into_id",
    ),
    "members_stay_known": view(
        "members_stay_known", "members_stay",
        "id, member_id, unit_id, position, kind, status, activity, reason, sex, minority, birth_date, admission_date, valid_from, valid_to",
    ),
    "members_qualification_known": view("members_qualification_known", "members_qualification", "id, member_id, kind, level, obtained_on"),
}


class Migration(migrations.Migration):
    dependencies = [
        ('members', '0004_search'),
    ]

    operations = [
        *[migrations.RunSQL(making, f"DROP VIEW {name}") for name, making in VIEWS.items()],
        migrations.CreateModel(
            name='MemberKnown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('full_name', models.CharField(max_length=100)),
                ('name_key', models.TextField()),
                ('sex', models.CharField(max_length=6)),
                ('birth_date', models.DateField()),
                ('ethnic_group', models.CharField(max_length=20)),
                ('religion', models.CharField(max_length=20)),
                ('admission_date', models.DateField()),
                ('official_date', models.DateField(null=True)),
                ('general_education', models.CharField(max_length=20)),
                ('professional_level', models.CharField(max_length=20)),
                ('political_theory', models.CharField(max_length=20)),
                ('left_on', models.DateField(null=True)),
                ('left_reason', models.CharField(max_length=20)),
            ],
            options={
                'db_table': 'members_member_known',
                'abstract': False,
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='QualificationKnown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('level', models.CharField(max_length=40)),
                ('obtained_on', models.DateField(null=True)),
            ],
            options={
                'db_table': 'members_qualification_known',
                'abstract': False,
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='StayKnown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('position', models.BigIntegerField()),
                ('kind', models.CharField(max_length=6)),
                ('status', models.CharField(max_length=20)),
                ('activity', models.CharField(max_length=20)),
                ('reason', models.CharField(max_length=20)),
                ('sex', models.CharField(max_length=6)),
                ('minority', models.BooleanField()),
                ('birth_date', models.DateField(null=True)),
                ('admission_date', models.DateField(null=True)),
            ],
            options={
                'db_table': 'members_stay_known',
                'abstract': False,
                'managed': False,
            },
        ),
    ]
