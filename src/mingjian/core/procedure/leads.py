"""Checks where the decisions of sheets lead, and whence what is known already is filled in."""

from collections.abc import Iterable, Mapping

from mingjian.core.law.reader import Branch
from mingjian.core.procedure.loader import Vocabularies, Written
from mingjian.core.procedure.sheet import Paper, Sheet, Step

#: Before the name of a fact that is told of a dossier (`vocabularies/facts.yaml`), where else a paper of it would stand.
FACT = "@"


def check_leads(written: Mapping[str, Iterable[Written]], vocabularies: Vocabularies) -> None:
    """Note every lead to a procedure, paper or fact that there is not, and every proposal that no step makes."""
    newest = {name: tuple(versions)[-1].sheet for name, versions in written.items()}
    facts = frozenset(vocabularies.terms.get("facts", {}))
    for versions in written.values():
        for one in versions:
            for name, branch in one.top.branches("steps").items():
                step = one.sheet.steps[name]
                _check_step(one.sheet, step, branch, newest, facts)


def _check_step(sheet: Sheet, step: Step, branch: Branch, newest: Mapping[str, Sheet], facts: frozenset[str]) -> None:
    papers = sheet.papers
    for lead, said in zip(step.leads_to, branch.list_of_branches("leads_to"), strict=True):
        opened = newest.get(lead.procedure)
        if opened is None or opened.opening is None:
            said.fault(f"没有可以建立卷宗的程序“{lead.procedure}”。", f"No dossier can be opened of a procedure {lead.procedure!r}.", "procedure")
            continue
        _check_values(said, "when", lead.when, {paper.name: paper for paper in step.needs})
        _check_sources(said, "carries", lead.carries, opened.steps[opened.opening].needs, papers, facts)
    _check_sources(branch, "fills", step.fills, step.needs, papers, facts)
    if step.proposed is not None and (said_so := branch.branch("proposed")):
        _check_values(said_so, "is", {step.proposed.paper: step.proposed.values}, papers)
        _check_known(said_so, "fills", step.proposed.fills, {paper.name for paper in step.needs})


def _check_values(branch: Branch, key: str, asked: Mapping[str, Iterable[str]], papers: Mapping[str, Paper]) -> None:
    for name, values in asked.items():
        options = {value for value, _ in papers[name].options} if name in papers else set()
        for value in set(values) - options:
            branch.fault(f"材料“{name}”没有选项“{value}”。", f"The paper {name!r} has no option {value!r}.", key)
        if not options:
            branch.fault(f"没有选择类材料“{name}”。", f"There is no paper {name!r} that is a choice.", key)


def _check_sources(
    branch: Branch, key: str, filled: Mapping[str, Iterable[str]], needs: Iterable[Paper], papers: Mapping[str, Paper], facts: frozenset[str]
) -> None:
    _check_known(branch, key, filled, {paper.name for paper in needs})
    for source in {source for sources in filled.values() for source in sources}:
        if source.removeprefix(FACT) not in (facts if source.startswith(FACT) else papers):
            zh = f"“{source}”既不是本程序的材料，也不是 vocabularies/facts.yaml 中的事实（@…）。"
            branch.fault(zh, f"{source!r} is neither a paper of this sheet nor a fact (@…) of vocabularies/facts.yaml.", key)


def _check_known(branch: Branch, key: str, named: Iterable[str], papers: set[str]) -> None:
    for name in set(named) - papers:
        branch.fault(f"步骤没有材料“{name}”。", f"The step has no paper {name!r}.", key)
