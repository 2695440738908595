from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_found_by_parts'),
    ]

    operations = [
        migrations.AddField(
            model_name='importantdate',
            name='has_year',
            field=models.BooleanField(db_default=True, default=True, verbose_name='год известен'),
        ),
    ]
