from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0004_refunds_by_index'),
    ]

    operations = [
        # The choices alone: nothing is done to the table.
        migrations.AlterField(
            model_name='orderphoto',
            name='kind',
            field=models.CharField(choices=[('bouquet', 'Букет'), ('hand_over', 'Вручение'), ('problem', 'Не вручили')], db_default='bouquet', default='bouquet', max_length=16, verbose_name='что на фото'),
        ),
    ]
