from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0006_temporary_branches'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlacementKnown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
            ],
            options={
                'db_table': 'org_placement_known',
                'abstract': False,
                'managed': False,
            },
        ),
    ]
