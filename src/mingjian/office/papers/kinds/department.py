"""A department that the matter goes to, or that acts in it."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.db.models import Q

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import Paper, rulebook
from mingjian.office.language import said
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.papers.fields import DepartmentField
from mingjian.office.papers.kind import OfficeKind, PaperLine, Respondent, common, is_key, keys_in, name_of
from mingjian.office.people.departments import AUTHORITIES, departments_of


class OfDepartment(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        return DepartmentField(paper.bodies or AUTHORITIES, asked.officer.department, asked.holder, paper.staffed, **common(paper))

    def is_on_file(self, paper: Paper, value: Any, dossier: Dossier | None, by: Officer) -> bool:
        among = departments_of(paper.bodies or AUTHORITIES, paper.staffed)
        return is_key(value) and among.filter(pk=value).exists()

    def refusal(self, paper: Paper) -> StepRefused:
        if paper.staffed:
            roles = rulebook().vocabularies.get("roles", {})
            zh, en = "、".join(roles[one].zh for one in paper.staffed), ", ".join(roles[one].en for one in paper.staffed)
            return StepRefused(
                f"“{paper.label.zh}”须是在本系统有人员能够办理（{zh}）的单位，请从列出的单位中选择。",
                f"{paper.label.en!r} is a body in which somebody can act here ({en}): pick one of those that are listed.",
            )
        if paper.bodies:
            return super().refusal(paper)
        zh, en = f"“{paper.label.zh}”所指的一项不在库中，或者不是执法部门。", f"{paper.label.en!r} names something that is not on file, or is no authority."
        return StepRefused(zh, en)

    def name(self, paper: Paper, value: Any) -> Any:
        return name_of(paper, Department, pk=value)

    def known(self, values: Collection[str], dossiers: Collection[int]) -> Mapping[str, Any]:
        found = Department.objects.filter(Q(pk__in=keys_in(values)) | Q(code__in=values)) if values else ()
        return {key: one.name for one in found for key in (str(one.pk), one.code)}

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        return PaperLine(said(paper.label), known.get(text, text))


KIND = OfDepartment()
