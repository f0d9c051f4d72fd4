"""Take the opinion of a right holder as evidence of its own kind: only with who gave it, by what right and method, of which goods, and how they differ."""

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import rulebook
from mingjian.office.dossiers.state import given
from mingjian.office.dossiers.transition import Asked, guard

BY_RIGHT_HOLDER = "identification"
#: What an opinion is weighed by; without it nobody can say what it is worth, and a court leaves it out.
NEEDED = ("identifier_role", "identifier_qualification", "identifier_interest", "identified_sample", "identification_method", "identification_points")


@guard("admin_case", "receive_test", "receive_goods_test")
@guard("clue", "receive_test")
@guard("consumer_complaint", "receive_test")
@guard("report_handling", "receive_test")
def only_with_what_it_is_weighed_by(asked: Asked) -> None:
    """Refuse the result of an identification by the right holder that lacks what it is weighed by; a test by a laboratory has a report of its own."""
    begun = "test_seized_goods" if asked.step == "receive_goods_test" else "commission_test"
    if given(asked.dossier, "test_kind", begun) != BY_RIGHT_HOLDER:
        return
    missing = [rulebook().papers[name].label for name in NEEDED if not str(asked.papers.get(name) or "").strip()]
    if missing:
        zh, en = "、".join(f"“{label.zh}”" for label in missing), ", ".join(repr(label.en) for label in missing)
        raise StepRefused(
            f"权利人辨认意见缺少{zh}：请补充后再登记。没有这些内容的意见不能说明商品为何不是正品。",
            f"The identification by the right holder lacks {en}: add it first. Without it the opinion does not show why the goods are not genuine.",
        )
