"""Keep with each case what the goods of its lines come to; those of before get it here."""

from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery, Sum

TOLD = "yuan, of its open lines of goods with a price; none: no such line"


def add_up(apps: Any, schema: object) -> None:
    lines = apps.get_model("cases", "AmountLine").objects.filter(case=OuterRef("pk"), standing="open", kind__in=("sold", "unsold"), price__isnull=False)
    sums = lines.order_by().values("case").annotate(sum=Sum(F("quantity") * F("price"))).values("sum")
    apps.get_model("cases", "Case").objects.update(goods_value=Subquery(sums))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0004_priced_lines")]
    operations: ClassVar = [
        migrations.AddField("case", "goods_value", models.DecimalField(blank=True, decimal_places=4, help_text=TOLD, max_digits=34, null=True)),
        migrations.RunPython(add_up, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex("case", models.Index(condition=Q(("goods_value__isnull", False)), fields=["dossier", "goods_value"], name="case_goods_value")),
        migrations.RemoveIndex("amountline", "amount_line_priced"),
    ]
