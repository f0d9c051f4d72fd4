"""Keep with a line of an amount ledger the exact sum of the orders that it rests on: number × average price is off by cents. Lines of before have none."""

from typing import ClassVar

from django.db import migrations, models

TOLD = "yuan, exact sum of the orders; empty: quantity × price"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0005_goods_value")]
    operations: ClassVar = [
        migrations.AddField("amountline", "paid", models.DecimalField(blank=True, decimal_places=2, help_text=TOLD, max_digits=16, null=True)),
    ]
