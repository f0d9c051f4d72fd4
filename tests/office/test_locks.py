"""A signature that bars its signer from a later step: who is asked for it, what the form says beforehand, and that no dossier is left to nobody."""

from datetime import date

import pytest
from people import at, browser, department_of
from proofs import prove

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.acts import name_investigators
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.office.dossiers.queue import awaiting_signature
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.state import Locks, left_by_naming, sheet_of
from mingjian.office.dossiers.transition import take, take_back
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MORNING = at("2026-11-23 09:00")
LONG = "负责全县网络交易监管、广告监管、合同监管的欧阳司马慕容"


def officer(name: str, *roles: str, zh: str = "") -> Officer:
    told = {"name_zh": zh or name, "name_en": name.title(), "department": department_of("county"), "duty": "work", "roles": list(roles)}
    return Officer.objects.create(username=name, certificate=f"浙{name}", **told)


@pytest.fixture
def bureau() -> dict[str, Officer]:
    """A county bureau: three officers, one of them its only legal reviewer, a head and a deputy."""
    return {
        "tong": officer("tong", "officer"),
        "deputy": officer("deputy", "officer", "head", zh=LONG),
        "fa": officer("fa", "officer", "legal_reviewer"),
        "head": officer("head", "head", "principal"),
    }


def case_of(bureau: dict[str, Officer], first: str = "tong", second: str = "deputy") -> Case:
    return file_case(Filing("某鞋店售假案", bureau[first], bureau[second]), by=bureau["head"], at=MORNING)


def signed_first(bureau: dict[str, Officer]) -> Dossier:
    dossier = case_of(bureau).dossier
    take(dossier, "investigate", by=bureau["tong"], at=MORNING)
    return dossier


def test_the_named_second_investigator_alone_is_asked_for_the_second_signature(bureau: dict[str, Officer]) -> None:
    dossier = signed_first(bureau)
    assert [one.dossier for one in awaiting_signature(bureau["deputy"])] == [dossier]
    for name in ("fa", "head"):
        assert awaiting_signature(bureau[name]) == []
        assert "第二签名" not in browser(bureau[name]).get("/").content.decode()
    waiting = next(one for one in shown(dossier, bureau["fa"], MORNING).waiting if one.step.name == "investigate")
    assert [one.zh for one in waiting.roles] == [LONG]
    reply = browser(bureau["tong"]).get(f"/cases/{dossier.number}").content.decode()
    assert f"等待第二签名： {LONG}" in " ".join(reply.split())
    assert LONG in browser(bureau["fa"]).get(f"/cases/{dossier.number}").content.decode()


def test_whoever_is_not_named_signs_neither_first_nor_second(bureau: dict[str, Officer]) -> None:
    dossier = signed_first(bureau)
    with pytest.raises(NotPermitted, match="由指定的人员（tong、" + LONG):
        take(dossier, "investigate", by=bureau["fa"], at=MORNING)
    with pytest.raises(NotPermitted, match="请负责人另行指定"):
        take(case_of(bureau).dossier, "investigate", by=bureau["fa"], at=MORNING)
    take(dossier, "investigate", by=bureau["deputy"], at=MORNING)
    prove(dossier, bureau["tong"], MORNING)
    take(dossier, "finish_investigation", by=bureau["deputy"], at=MORNING, given={"final_report": "售假属实"})
    take(dossier, "finish_investigation", by=bureau["tong"], at=MORNING)
    take(dossier, "submit_for_legal_review", by=bureau["tong"], at=MORNING, given={"legal_review_ground": "complex"})
    take(dossier, "review_legally", by=bureau["fa"], at=MORNING, given={"review_opinion": "事实清楚，同意。"})
    assert dossier.state["main"] == "legally_reviewed"


def test_naming_an_investigator_gives_the_part_whatever_the_role(bureau: dict[str, Officer]) -> None:
    dossier = case_of(bureau, second="head").dossier
    take(dossier, "investigate", by=bureau["head"], at=MORNING)
    take(dossier, "investigate", by=bureau["tong"], at=MORNING)
    assert dossier.state["main"] == "investigating"


def test_a_first_signature_of_before_somebody_else_was_named_stands(bureau: dict[str, Officer]) -> None:
    dossier = signed_first(bureau)
    name_investigators(dossier.case, by=bureau["head"], at=MORNING, first_investigator=bureau["head"].pk, second_investigator=bureau["deputy"].pk)
    take(dossier, "investigate", by=bureau["deputy"], at=MORNING)
    assert dossier.state["main"] == "investigating"


def test_the_only_reviewer_is_not_named_where_somebody_else_could_be(bureau: dict[str, Officer]) -> None:
    with pytest.raises(BadInput, match=r"fa 作办案人员的，本部门没有其他人可以办理“提出法制审核意见”.*请另选办案人员（如"):
        case_of(bureau, second="fa")
    case = case_of(bureau)
    with pytest.raises(BadInput, match="没有其他人可以办理"):
        name_investigators(case, by=bureau["head"], at=MORNING, first_investigator=bureau["tong"].pk, second_investigator=bureau["fa"].pk)
    assert left_by_naming(rulebook().sheet("admin_case", date(2026, 11, 23)), department_of("county"), [bureau["tong"], bureau["deputy"]]) == []
    officer("er", "legal_reviewer")
    assert case_of(bureau, second="fa").second == bureau["fa"]


def test_where_nobody_else_could_be_named_the_case_goes_on_and_says_what_to_do(bureau: dict[str, Officer]) -> None:
    Officer.objects.filter(username__in=["deputy", "head"]).update(certificate="")
    case = case_of(bureau, second="fa")
    page = browser(bureau["head"]).get(f"/cases/{case.number}").content.decode()
    assert "本部门没有人可以办理：“提出法制审核意见”" in page
    assert "请先由系统管理员把相应角色授予另一名人员" in page
    page = browser(bureau["fa"]).get(f"/cases/{case.number}").content.decode()
    assert "您不能再办理：" in page
    assert "您办理“开始调查”之后，本案将无人可以办理这一步" in page
    take(case.dossier, "investigate", by=bureau["fa"], at=MORNING)  # nobody else could
    officer("er", "legal_reviewer")
    assert Locks(case.dossier, sheet_of(case.dossier)).stuck() == []


def test_without_names_a_signature_that_leaves_nobody_is_refused_where_another_could_sign(bureau: dict[str, Officer]) -> None:
    dossier = signed_first(bureau)
    Case.objects.filter(dossier=dossier).update(first=None, second=None)
    dossier = Dossier.objects.get(pk=dossier.pk)
    with pytest.raises(StepRefused, match="除您之外，本部门没有人可以办理：“提出法制审核意见”"):
        take(dossier, "investigate", by=bureau["fa"], at=MORNING)
    lock = Locks(dossier, sheet_of(dossier)).of(sheet_of(dossier).steps["investigate"], bureau["fa"], bureau["tong"])
    assert [one.name for one in lock.left] == ["review_legally", "review_after_hearing"]
    assert [one.username for one in lock.instead] == ["deputy"]


def test_a_signature_that_was_taken_back_bars_from_nothing(bureau: dict[str, Officer]) -> None:
    officer("er", "legal_reviewer")
    dossier = case_of(bureau, first="fa").dossier
    take(dossier, "investigate", by=bureau["fa"], at=MORNING)
    take_back(dossier, "investigate", "签错卷宗。", by=bureau["fa"], at=MORNING)
    name_investigators(dossier.case, by=bureau["head"], at=MORNING, first_investigator=bureau["tong"].pk, second_investigator=bureau["deputy"].pk)
    dossier = Dossier.objects.get(pk=dossier.pk)
    for name in ("tong", "deputy"):
        take(dossier, "investigate", by=bureau[name], at=MORNING)
    prove(dossier, bureau["tong"], MORNING)
    for name in ("deputy", "tong"):
        take(dossier, "finish_investigation", by=bureau[name], at=MORNING, given={"final_report": "售假属实"})
    take(dossier, "submit_for_legal_review", by=bureau["tong"], at=MORNING, given={"legal_review_ground": "complex"})
    take(dossier, "review_legally", by=bureau["fa"], at=MORNING, given={"review_opinion": "同意。"})
    assert dossier.state["main"] == "legally_reviewed"
