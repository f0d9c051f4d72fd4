"""A sum of money in yuan."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from mingjian.core.procedure import Paper
from mingjian.office.form_fields import AmountField
from mingjian.office.language import said
from mingjian.office.papers.kind import OfficeKind, PaperLine, Respondent, common


class Amount(OfficeKind):
    def field(self, paper: Paper, asked: Respondent) -> forms.Field:
        return AmountField(min_value=0, max_digits=16, decimal_places=2, **common(paper))

    def said(self, paper: Paper, text: str, known: Mapping[str, Any]) -> PaperLine:
        return PaperLine(said(paper.label), f"{Decimal(text):,.2f}")

    def written(self, value: Any, told: str) -> str:
        return told if told.endswith("元") else f"{told}元"

    def sum_of(self, value: Any) -> Decimal | None:
        try:
            return Decimal(value) if isinstance(value, str) else None
        except InvalidOperation:
            return None


KIND = Amount()
