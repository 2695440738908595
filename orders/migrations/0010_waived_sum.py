from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0009_channels_numbers_by_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='due_waived',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='В тенге', verbose_name='прощено'),
        ),
        migrations.AddField(
            model_name='order',
            name='due_waived_by',
            field=models.CharField(blank=True, db_default='', default='', max_length=255, verbose_name='кто простил'),
        ),
    ]
