"""To which authority of this node a platform reports a clue: by where the operator is, else by where the platform sits, and why."""

from dataclasses import dataclass
from datetime import date

from mingjian.core.extraction.divisions import county_of
from mingjian.core.extraction.places import place_named
from mingjian.core.language import Text
from mingjian.institutions.clues.handover.queries.competence import guide_of, matter_of_clue
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.monitoring.queries import authority_of
from mingjian.office.models import Department

#: Where the operator is, its actual place of business; the platform's seat where it found the matter first (penalty_procedure/10).
GROUND = "penalty_procedure/10"


@dataclass(frozen=True)
class Addressee:
    """The department that a clue is proposed to be reported to, None where this node knows none, and why."""

    department: Department | None
    why: Text


def addressee_of(clue: Clue, on: date) -> Addressee:
    """Propose whom a clue is reported to: the body of the field and act where both are known, else the market regulator of the place."""
    holder = clue.dossier.department
    guide = guide_of(matter_of_clue(clue, on), holder)
    if guide.bodies and guide.county:
        return Addressee(
            guide.bodies[0],
            Text(
                f"按商品领域和涉嫌行为，由经营者所在地（{guide.county.zh}）的主管部门管辖。",
                f"By goods and act, for the place of the operator ({guide.county.en}).",
            ),
        )
    market = Department.Kind.MARKET_REGULATION
    region = county_of(clue.operator_address)[0] or (clue.finding.region if clue.finding else "")
    if region and (there := authority_of(region, market)):
        where = place_named(region) or Text(region, region)
        return Addressee(there, Text(f"经营者在{where.zh}：由其实际经营地管辖。", f"The operator is in {where.en}: its actual place of business decides."))
    if there := authority_of(holder.region, market):
        why = Text(
            "经营者所在地未知，或者本节点没有当地的部门：平台住所地先行发现的可以管辖。",
            "The operator's place is unknown, or this node has no body there: the department of the platform's seat may act if it found it first.",
        )
        return Addressee(there, why)
    return Addressee(None, Text("本节点没有已知地点的市场监督管理部门，请自行选择。", "This node knows no market regulator for any place known: choose one."))
