"""Playbooks: what to look for by field and act, of the day; what they name that the rulebook lacks is a fault."""

from datetime import date
from pathlib import Path

import pytest

from mingjian.core.law.reader import Faults
from mingjian.core.procedure import duties, liabilities, rulebook
from mingjian.core.procedure.playbooks import check_playbooks, pieces_for, playbooks

DAY = date(2026, 11, 2)
FIELDS = tuple(name for name in rulebook().vocabularies["goods_fields"] if name not in ("fertilizer", "explosive_precursors", "tobacco"))


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_has_pieces_of_its_own(field: str) -> None:
    own = [one for one in playbooks() if field in one.fields]
    assert own
    assert len(pieces_for(field, "", DAY, rulebook(), duties())) > 2


def test_an_act_leaves_the_pieces_of_other_acts_out_and_a_day_the_articles_of_others() -> None:
    told = [one.title.zh for one in pieces_for("drug", "unlicensed_trade", DAY, rulebook(), duties())]
    assert told == ["无证经营、网络销售禁售药", "谁在卖", "先固定网页和交易记录"]
    now = pieces_for("drug", "fake_goods", DAY, rulebook(), duties(), frozenset(("admin_case",)))[0]
    assert {"drug_law/98"} <= {ground for look in now.look_for for ground in look.ground}
    assert list(now.duties) == ["operator.drug.fake", "operator.drug.substandard"]
    assert list(now.steps) == ["admin_case/seize", "admin_case/commission_test", "admin_case/transfer_case"]
    before = pieces_for("cosmetics", "unregistered_product", date(2020, 6, 1), rulebook(), duties())
    assert all("cosmetics_reg" not in ground for one in before for look in one.look_for for ground in look.ground)


def test_what_the_rulebook_lacks_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        """title: {zh: 某, en: Some}
fields: [nowhere]
pieces:
  a:
    title: {zh: 甲, en: A}
    acts: [nothing]
    look_for:
      - {what: {zh: 看, en: look}, ground: [drug_law/9999]}
      - {what: {zh: 看, en: look}}
    duties: [no.duty]
    papers: [no_paper]
    steps: [admin_case/dance]
""",
        "utf-8",
    )
    faults = Faults()
    check_playbooks(tmp_path, rulebook(), duties(), liabilities(), faults)
    said = " ".join(fault.en for fault in faults.found)
    for lost in ("field nowhere", "act nothing", "drug_law/9999", "duty no.duty", "paper no_paper", "step admin_case/dance", "has a ground"):
        assert lost in said
