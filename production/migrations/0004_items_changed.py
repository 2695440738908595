from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('production', '0003_lists_by_deadline'),
    ]

    operations = [
        migrations.AddField(
            model_name='productiontask',
            name='items_changed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='состав изменён'),
        ),
    ]
