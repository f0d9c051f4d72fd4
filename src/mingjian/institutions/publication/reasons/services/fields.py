"""By what statements of reasons are told: the decisions, and the columns of a day's file."""

from collections.abc import Callable
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.matching.goods import classes_of, nice_classes
from mingjian.institutions.publication.models import PublicReason

DECISIONS: dict[str, Text] = {
    "take_measures": Text("采取措施", "Measures taken"),
    "measure_more": Text("采取措施", "Measures taken"),
    "decline_addresses": Text("不采取措施", "No measures"),
    "close_without_measures": Text("不采取措施", "No measures"),
    "keep_without_statement": Text("维持措施", "Measures kept"),
    "keep_measures": Text("维持措施", "Measures kept"),
    "close_as_infringing": Text("认定侵权，维持措施", "Found infringing, measures kept"),
    "lift_addresses": Text("终止措施", "Measures lifted"),
    "lift_measures": Text("终止措施", "Measures lifted"),
    "lift_by_mistake": Text("误采取，终止措施", "Lifted: taken by mistake"),
    "follow_decision": Text("按裁判或者处理决定终止措施", "Lifted by a decision"),
}

#: The procedures whose decisions are stated.
PROCEDURES = ("notice_and_delete", "notice_copyright", "notice_network_service")
_VISIBILITY = {
    "delete": "DECISION_VISIBILITY_CONTENT_REMOVED",
    "block": "DECISION_VISIBILITY_CONTENT_DISABLED",
    "disconnect": "DECISION_VISIBILITY_CONTENT_DISABLED",
}
_AUTOMATED = {"person": "AUTOMATED_DECISION_NOT_AUTOMATED", "assisted": "AUTOMATED_DECISION_PARTIALLY", "automated": "AUTOMATED_DECISION_FULLY"}
_KEYWORDS = {"trademark": "KEYWORD_TRADEMARK_INFRINGEMENT", "copyright": "KEYWORD_COPYRIGHT_INFRINGEMENT", "patent": "KEYWORD_PATENT_INFRINGEMENT"}


def goods_said(row: PublicReason) -> list[tuple[int, Text]]:
    """Return the Nice classes that the words for the goods show, with what each is called: a code by which statements are compared, and no finding."""
    known = nice_classes()
    return [(number, known[number].title) for number in sorted(classes_of(row.goods))]


_IMPOSES = frozenset({"take_measures", "measure_more"})
Field = Callable[[PublicReason], Any]
#: The columns of a day's file, in their order. Those of the Union's base bear its names, and are empty where nothing of ours fits; ours begin with `x_`.
FIELDS: dict[str, Field] = {
    "uuid": lambda row: row.uid,
    "platform_name": lambda row: row.platform.name_zh,
    "decision_visibility": lambda row: _VISIBILITY.get(row.measure, "") if row.decision in _IMPOSES else "",
    "decision_provision": lambda row: "DECISION_PROVISION_TOTAL_TERMINATION" if row.measure == "stop_trading" and row.decision in _IMPOSES else "",
    "decision_ground": lambda row: "DECISION_GROUND_ILLEGAL_CONTENT" if row.decision in _IMPOSES else "",
    "illegal_content_legal_ground": lambda row: "; ".join(row.grounds),
    "illegal_content_explanation": lambda row: row.facts if row.decision in _IMPOSES else "",
    "category": lambda row: "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS",
    "category_specification": lambda row: _KEYWORDS.get(row.right_kind, ""),
    "content_type": lambda row: "CONTENT_TYPE_PRODUCT",
    "source_type": lambda row: "SOURCE_ARTICLE_16",
    "automated_decision": lambda row: _AUTOMATED.get(row.automation, ""),
    "application_date": lambda row: row.day.isoformat(),
    "x_decision": lambda row: row.decision,
    "x_measure": lambda row: row.measure,
    "x_right": lambda row: row.right_kind,
    "x_nice_classes": lambda row: row.classes,
    "x_goods": lambda row: row.goods,
    "x_goods_classes": lambda row: ", ".join(str(number) for number, _ in goods_said(row)),
    "x_addresses": lambda row: row.addresses,
    "x_hours_since_notice": lambda row: row.hours,
    "x_facts": lambda row: row.facts,
    "x_notice": lambda row: row.of_notice,
    "x_entry": lambda row: row.entry_index,
    "x_withheld_on": lambda row: localtime(row.withheld_at).date().isoformat() if row.withheld_at else "",
    "x_withheld_why": lambda row: row.withheld_why,
}
