"""Rules of a sheet that need the office's memory: who took which step, what must have run out first, and whom the opening lets in."""

from pathlib import Path

import pytest
from drafts import drafted
from people import at, department_of, people
from proofs import approve_notice

from mingjian.core.errors import StepRefused
from mingjian.core.procedure.draft import read_draft
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MORNING = at("2026-03-02 09:00")


def officer(name: str, *roles: str) -> Officer:
    return Officer.objects.create(username=name, name_zh=name, name_en=name, department=department_of("county"), duty="work", roles=list(roles))


@pytest.fixture
def investigated() -> Dossier:
    """A case that jia and yi investigated and reported on, ready for review."""
    jia, yi, head = officer("jia", "officer", "legal_reviewer"), officer("yi", "officer", "legal_reviewer"), officer("head", "head")
    dossier = open_dossier(
        Opening("admin_case", "罚〔2026〕1号", "某鞋店"), by=head, department=department_of("county"), at=MORNING, given={"handlers": "甲、乙"}
    )
    take(dossier, "investigate", by=jia, at=MORNING)
    take(dossier, "investigate", by=yi, at=MORNING)
    take(dossier, "finish_investigation", by=yi, at=MORNING, given={"final_report": "售假属实"})
    take(dossier, "finish_investigation", by=jia, at=MORNING)
    take(dossier, "submit_for_review", by=jia, at=MORNING)
    return dossier


def test_neither_of_the_two_who_investigated_may_review(investigated: Dossier) -> None:
    for name in ("jia", "yi"):
        with pytest.raises(StepRefused, match="的人不能再办理“提出审核意见”"):
            take(investigated, "review", by=Officer.objects.get(username=name), at=MORNING, given={"review_opinion": "同意"})
    take(investigated, "review", by=officer("bing", "legal_reviewer"), at=MORNING, given={"review_opinion": "同意"})
    assert investigated.state["main"] == "reviewed"  # type: ignore[index]  # a state for each track


def test_a_penalty_before_the_party_could_answer_is_refused_with_the_day(investigated: Dossier) -> None:
    take(investigated, "review", by=officer("bing", "legal_reviewer"), at=MORNING, given={"review_opinion": "同意"})
    told = {"penalty_intended": "罚款五万元", "hearing_right": "no_right", "served_on": "2026-03-02"}
    jia = Officer.objects.get(username="jia")
    approve_notice(investigated, jia, Officer.objects.get(username="head"), MORNING, penalty_intended=told["penalty_intended"])
    take(investigated, "inform", by=jia, at=MORNING, given=told)
    head, penalty = Officer.objects.get(username="head"), {"penalty": "罚款", "registered_in": "here"}
    with pytest.raises(StepRefused, match="2026-03-10 起才能"):
        take(investigated, "decide_penalty", by=head, at=at("2026-03-09 17:00"), given=penalty)
    take(investigated, "decide_penalty", by=head, at=at("2026-03-10 09:00"), given=penalty)
    assert investigated.state["main"] == "decided"  # type: ignore[index]  # as above


@pytest.mark.slow
@pytest.mark.parametrize("key", ["hands_to", "invites"])
def test_the_opening_step_may_hand_the_dossier_over_or_let_a_department_in(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = "    may_add: [source_clue]", f"    may_add: [invited_department]\n    {key}: invited_department"
    draft = drafted(tmp_path, "procedures/case_consultation/2021-07-15.yaml", (old, new))
    monkeypatch.setattr("mingjian.office.dossiers.opening.rulebook", lambda: read_draft(draft).after)
    li, neighbour = people("li")["li"], department_of("neighbour")
    given = {"question": "管辖", "invited_department": neighbour.pk}
    dossier = open_dossier(Opening("case_consultation", "商〔2026〕1号", "某鞋店"), by=li, department=department_of("county"), at=MORNING, given=given)
    dossier.refresh_from_db()
    assert dossier.department == (neighbour if key == "hands_to" else department_of("county"))
    assert dossier.sender == (department_of("county") if key == "hands_to" else None)
    assert {seat.department for seat in dossier.seats.all()} == {neighbour, department_of("county")}
