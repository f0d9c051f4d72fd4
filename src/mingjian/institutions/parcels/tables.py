"""The list of inquiries to couriers as a table; what else they were asked for (the matter) a courier does not see, and it stays out."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.office.dossiers.tables import dossier_columns
from mingjian.office.lists.tables import Column, Table

INQUIRIES = Table(
    "waybill-inquiries",
    Text("寄递查询", "Inquiries about waybills"),
    (*dossier_columns(), Column(Text("运单号", "Waybill"), attrgetter("waybill"))),
)
