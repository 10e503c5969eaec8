from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0005_mass_bodies'),
    ]

    operations = [
        migrations.AlterField(
            model_name='unit',
            name='kind',
            field=models.CharField(choices=[('centre', 'Central organisation'), ('provincial_organisation', 'Provincial party organisation'), ('superior_organisation', 'Superior of grass-roots organisations'), ('district_organisation', 'District party organisation'), ('bloc_organisation', 'Bloc party organisation'), ('commune_organisation', 'Commune party organisation'), ('grassroots_party_organisation', 'Grass-roots party organisation'), ('sub_grassroots_organisation', 'Party organisation under the grass-roots level'), ('sectional_organisation', 'Sectional party organisation'), ('grassroots_branch', 'Grass-roots branch'), ('subordinate_branch', 'Subordinate branch'), ('branch', 'Branch'), ('temporary_branch', 'Temporary branch'), ('party_group', 'Party group')], max_length=40),
        ),
        migrations.AlterField(
            model_name='unitdetails',
            name='kind',
            field=models.CharField(choices=[('centre', 'Central organisation'), ('provincial_organisation', 'Provincial party organisation'), ('superior_organisation', 'Superior of grass-roots organisations'), ('district_organisation', 'District party organisation'), ('bloc_organisation', 'Bloc party organisation'), ('commune_organisation', 'Commune party organisation'), ('grassroots_party_organisation', 'Grass-roots party organisation'), ('sub_grassroots_organisation', 'Party organisation under the grass-roots level'), ('sectional_organisation', 'Sectional party organisation'), ('grassroots_branch', 'Grass-roots branch'), ('subordinate_branch', 'Subordinate branch'), ('branch', 'Branch'), ('temporary_branch', 'Temporary branch'), ('party_group', 'Party group')], max_length=40),
        ),
        migrations.AlterField(
            model_name='unitdetailsevent',
            name='kind',
            field=models.CharField(choices=[('centre', 'Central organisation'), ('provincial_organisation', 'Provincial party organisation'), ('superior_organisation', 'Superior of grass-roots organisations'), ('district_organisation', 'District party organisation'), ('bloc_organisation', 'Bloc party organisation'), ('commune_organisation', 'Commune party organisation'), ('grassroots_party_organisation', 'Grass-roots party organisation'), ('sub_grassroots_organisation', 'Party organisation under the grass-roots level'), ('sectional_organisation', 'Sectional party organisation'), ('grassroots_branch', 'Grass-roots branch'), ('subordinate_branch', 'Subordinate branch'), ('branch', 'Branch'), ('temporary_branch', 'Temporary branch'), ('party_group', 'Party group')], max_length=40),
        ),
        migrations.AlterField(
            model_name='unitevent',
            name='kind',
            field=models.CharField(choices=[('centre', 'Central organisation'), ('provincial_organisation', 'Provincial party organisation'), ('superior_organisation', 'Superior of grass-roots organisations'), ('district_organisation', 'District party organisation'), ('bloc_organisation', 'Bloc party organisation'), ('commune_organisation', 'Commune party organisation'), ('grassroots_party_organisation', 'Grass-roots party organisation'), ('sub_grassroots_organisation', 'Party organisation under the grass-roots level'), ('sectional_organisation', 'Sectional party organisation'), ('grassroots_branch', 'Grass-roots branch'), ('subordinate_branch', 'Subordinate branch'), ('branch', 'Branch'), ('temporary_branch', 'Temporary branch'), ('party_group', 'Party group')], max_length=40),
        ),
    ]
