"""Securities and deposits of a notice: shown with article, amount, side and release; recorded as they are, and changing neither measures nor days."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import now
from noticed import Who, captured, colleague_of, measures, taken_in
from people import browser

from mingjian.core.errors import StepRefused
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.securities import check_securities, securities
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.securities import kinds_for, recorded_on
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier

pytestmark = pytest.mark.django_db
RULING = {"security_kind": "preservation", "security_side": "right_holder", "security_amount": "80000.00", "security_document": "（2026）浙0110行保1号"}


@pytest.fixture
def dossier(who: Who) -> Dossier:
    notice = taken_in(who)
    captured(notice, who)
    measures(notice, who)
    found = Notice.objects.get(pk=notice.pk).dossier
    assert found is not None
    return found


def record(dossier: Dossier, who: Who, minutes: int = 0, **told: str) -> None:
    take(dossier, "record_security", by=who["clerk"], at=now() + timedelta(minutes=minutes), given={**RULING, **told})


def end(dossier: Dossier, who: Who, **told: str | int) -> None:
    given = {"security_entry": 1, "security_end": "ruling", "reason": "法院裁定解除保全", **told}
    take(dossier, "end_security", by=who["clerk"], at=now() + timedelta(minutes=5), given=given)
    take(dossier, "end_security", by=colleague_of(who["clerk"]), at=now() + timedelta(minutes=6), given={})


def test_it_is_recorded_and_changes_neither_state_nor_days(who: Who, dossier: Dossier) -> None:
    before = (dossier.state, list(dossier.deadlines.values_list("name", "due", "closed_at")))
    record(dossier, who)
    assert (dossier.state, list(dossier.deadlines.values_list("name", "due", "closed_at"))) == before
    page = browser(who["clerk"]).get(f"/dossiers/{dossier.number}").text
    assert "（2026）浙0110行保1号" in page
    assert "80000" in page
    end(dossier, who)
    assert (dossier.state, list(dossier.deadlines.values_list("name", "due", "closed_at"))) == before
    (one,) = recorded_on(dossier)
    assert one.ended_as is not None
    assert "已退还、解除" in browser(who["clerk"]).get(f"/dossiers/{dossier.number}").text


def test_what_it_cannot_be_is_refused_in_words(who: Who, dossier: Dossier) -> None:
    with pytest.raises(StepRefused, match="由权利人提供"):
        record(dossier, who, security_side="operator")
    with pytest.raises(StepRefused, match="由经营者提供"):
        record(dossier, who, security_kind="consumer_deposit")
    with pytest.raises(StepRefused, match="大于零"):
        record(dossier, who, security_amount="0")
    with pytest.raises(StepRefused):
        record(dossier, who, security_amount="八万")
    record(dossier, who)
    with pytest.raises(StepRefused, match="已经登记"):
        record(dossier, who, 1)
    with pytest.raises(StepRefused, match="凭其裁定"):
        end(dossier, who, security_end="agreement")
    with pytest.raises(StepRefused, match="没有这一项"):
        end(dossier, who, security_entry=2)
    end(dossier, who)
    with pytest.raises(StepRefused, match="已经退还"):
        end(dossier, who)


def test_one_clerk_alone_ends_none(who: Who, dossier: Dossier) -> None:
    record(dossier, who)
    take(dossier, "end_security", by=who["clerk"], at=now(), given={"security_entry": 1, "security_end": "ruling", "reason": "裁定"})
    assert recorded_on(dossier)[0].ended_at is None
    with pytest.raises(StepRefused):
        take(dossier, "end_security", by=who["clerk"], at=now(), given={})


def test_what_no_text_supports_says_so_and_each_right_has_its_own_article(who: Who, dossier: Dossier) -> None:
    page = browser(who["clerk"]).get(f"/dossiers/{dossier.number}").text
    assert "商标法" in page
    assert "未核实：规则库中没有条文依据" in page
    by_key = {one.key: one for one in kinds_for("trademark")}
    assert "trademark_law/65" in by_key["preservation"].ground
    assert not any(one.startswith(("patent_law", "copyright_law")) for one in by_key["preservation"].ground)
    assert by_key["preservation"].is_amount_unverified
    assert not by_key["consumer_deposit"].is_amount_unverified
    assert by_key["counter_security"].ground == ("civil_procedure_law/107",)
    assert by_key["counter_security"].is_amount_unverified, "the court fixes it; no article names a figure"
    assert not any(one.startswith("trademark_law") for one in {one.key: one for one in kinds_for("personality")}["preservation"].ground)


def test_a_rulebook_with_a_wrong_kind_is_found(tmp_path: Path) -> None:
    said = "{zh: 甲, en: a}"
    lines = [f"      {name}: {said}" for name in ("label", "given_by", "held_by", "amount", "release", "effect")]
    text = "\n".join([f"title: {said}", "kinds:", "  odd:", *(one[2:] for one in lines), "    ground: [trademark_law/999]", "    supported: [amount, moon]"])
    file = tmp_path / "securities.yaml"
    file.write_text(text, "utf-8")
    faults = Faults()
    check_securities(file, rulebook().statutes, dict.fromkeys(securities()), faults)
    words = " ".join(one.zh for one in faults.found)
    assert "trademark_law/999" in words
    assert "moon" in words
    assert "不一致" in words
