"""Orders, reviews and sightings as tables."""

from mingjian.core.language import Text
from mingjian.office.dossiers.tables import dossier_columns
from mingjian.office.lists.tables import OF_DEPARTMENT, OWN_NUMBER, Column, Table

SENDER = Column(Text("下达部门", "Issued by"), lambda row: row.sender.name if row.sender else None)
ORDERS = Table("orders", Text("督办", "Orders"), (*dossier_columns(lambda row: row), SENDER))
REVIEWS = Table("reviews", Text("复核", "Reviews"), dossier_columns(lambda row: row))
SIGHTINGS = Table(
    "sightings",
    Text("部门看法", "Sightings"),
    (
        OWN_NUMBER,
        Column(Text("对象", "Subject"), lambda row: row.subject),
        OF_DEPARTMENT,
        Column(Text("看法", "Opinion"), lambda row: row.get_verdict_display()),
        Column(Text("依据", "On what it rests"), lambda row: row.note),
        Column(Text("时间", "Time"), lambda row: row.at),
    ),
)
