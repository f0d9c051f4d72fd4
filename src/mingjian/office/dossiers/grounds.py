"""Which ground of a refusal the rulebook proposes for a dossier, by what institutions know: shown in the form, decided by a person, entered with the step."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.procedure import Step, rulebook
from mingjian.core.procedure.grounds import Proposal, as_opened, is_asked, opposites, proposals
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.institution import Word, parts
from mingjian.office.models import Dossier, Officer

REASON = "reason"


def proposed_grounds(dossier: Dossier, step: Step, officer: Officer, at: datetime) -> list[Proposal]:
    """Return what the rules say of a dossier at a step, those that propose a ground first; nothing at a step without rules, of which nothing is asked."""
    if not is_asked(dossier.procedure, step.name):
        return []
    facts: dict[str, str | int | date] = {}
    for tell in parts("knows_grounds"):
        facts |= {name: value for name, value in tell(dossier, officer, at).items() if value not in (None, "")}
    return proposals(dossier.procedure, step.name, facts, day_of_law(dossier, at), rulebook().statutes, sheet=sheet_of(dossier))


def day_of_law(dossier: Dossier, at: datetime) -> date:
    """Return the day whose law the grounds of a dossier go by."""
    return localtime(dossier.opened_at if dossier.procedure in as_opened() else at).date()


def warned_of(dossier: Dossier, step: Step, officer: Officer, at: datetime) -> list[Word]:
    """State above a step that accepts what rules propose at the one that refuses instead; nothing where they propose nothing."""
    other = opposites().get(f"{dossier.procedure}.{step.name}", "").partition(".")[2]
    refusing = sheet_of(dossier).steps.get(other) if other else None
    found = [one for one in proposed_grounds(dossier, refusing, officer, at) if one.ground] if refusing else []
    if refusing is None or not found:
        return []
    grounds = [dict(rulebook().papers[one.paper].options)[one.ground] for one in found]
    zh, en = "、".join(one.zh for one in grounds), ", ".join(one.en for one in grounds)
    told = Text(
        f"系统按规则建议“{refusing.label.zh}”：{zh}。{found[0].says.zh}办理前请先核对：{found[0].look_at.zh}",
        f"For “{refusing.label.en}” rules propose: {en}. {found[0].says.en} Look first: {found[0].look_at.en}",
    )
    return [Word(told, is_bad=True)]


def suggested(found: list[Proposal], step: Step) -> dict[str, str]:
    """Return what the first proposal fills in: the ground, and the reason in Chinese, as papers print it. Whoever decides may choose and write otherwise."""
    first = next((one for one in found if one.ground), None)
    if first is None:
        return {}
    asked = {paper.name for paper in step.needs}
    return {name: value for name, value in ((first.paper, first.ground), (REASON, first.says.zh)) if name in asked}


def words(found: list[Proposal], on: date) -> list[Word]:
    """State above the form what each rule says: the ground with its articles, why, and what has to be looked at first."""
    return [Word(_said(one, on), is_bad=False) for one in found]


def _said(one: Proposal, on: date) -> Text:
    look_zh, look_en = f"请先核对：{one.look_at.zh}", f"Look first: {one.look_at.en}"
    if not one.ground:
        return Text(f"{one.says.zh}{look_zh}", f"{one.says.en} {look_en}")
    ground = dict(rulebook().papers[one.paper].options)[one.ground]
    cited = [rulebook().statutes.citation(ref, on) for ref in one.article]
    zh, en = "、".join(text.zh for text in cited), ", ".join(text.en for text in cited)
    return Text(
        f"系统按规则建议：{ground.zh}（{zh}）。{one.says.zh}{look_zh}由您决定是否采用。",
        f"Proposed by rule: {ground.en} ({en}). {one.says.en} {look_en} You decide.",
    )


def entered_by_rule(dossier: Dossier, step: Step, officer: Officer, at: datetime) -> dict[str, object]:
    """Return what the entry of a step with rules tells of them: by which of them which ground was proposed."""
    return {"proposed": [{"rule": one.rule, "paper": one.paper, "ground": one.ground} for one in proposed_grounds(dossier, step, officer, at) if one.ground]}
