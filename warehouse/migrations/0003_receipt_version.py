from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warehouse", "0002_name_stock_as_the_menu_does"),
    ]

    operations = [
        migrations.AddField(
            model_name="goodsreceipt",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
    ]
