"""Which findings a clue may rest on: those that nobody dealt with, about the same subject."""

from collections.abc import Sequence

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.services.known_facts import shop_of_finding
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_visible_to
from mingjian.office.models import Officer

GONE = ("这条发现已有人处理，请刷新。", "Somebody has dealt with this finding already: reload the page.")


def open_findings(officer: Officer, keys: Sequence[int]) -> list[Finding]:
    """Hold those of the findings that nobody dealt with until the transaction ends, the most remarkable first."""
    found = findings_visible_to(officer).select_related("run").select_for_update(of=("self",)).filter(pk__in=keys).order_by("-score", "id")
    return [one for one in found if one.is_open]


def is_about(clue: Clue, finding: Finding) -> bool:
    """Return whether a finding is about the shop of a clue, or about the very listing or other thing that the clue is about."""
    shop = shop_of_finding(finding)
    return shop == clue.shop if shop and clue.shop else finding.subject in {clue.subject, clue.dossier.subject} - {""}
