"""The list of samples as a table."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.office.dossiers.tables import dossier_columns
from mingjian.office.lists.tables import Column, Table

SAMPLES = Table(
    "samples",
    Text("样品", "Samples"),
    (
        *dossier_columns(),
        Column(Text("名称", "Goods"), attrgetter("goods")),
        Column(Text("取自何处", "Taken from"), attrgetter("taken_from")),
        Column(Text("保管至", "Kept until"), attrgetter("kept_until")),
        Column(Text("存放位置", "Shelf"), attrgetter("shelf")),
    ),
)
