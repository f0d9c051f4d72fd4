"""Consultations and the tasks of joint conferences as tables."""

from mingjian.core.language import Text
from mingjian.office.dossiers.tables import dossier_columns
from mingjian.office.lists.tables import Column, Table

CONSULTATIONS = Table(
    "consultations",
    Text("会商", "Consultations"),
    (*dossier_columns(), Column(Text("所议事项", "Matter"), lambda row: row.about.number if row.about else None)),
)
TASKS = Table("conference_tasks", Text("联席会议任务", "Tasks of joint conferences"), dossier_columns(lambda row: row))
