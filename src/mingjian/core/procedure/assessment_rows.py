"""A whole answer as a row of a table: for tables of questions, and for the cases that stand beside the law."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.measures import COUNTED, Figures
from mingjian.core.procedure.assessment import Assessment, assess, deed_asked, person_in
from mingjian.core.procedure.assessment_said import headline, tell
from mingjian.core.procedure.phrases import figure_written
from mingjian.core.procedure.rulebook import Book
from mingjian.core.procedure.values import day_in, number_in

#: The columns of a question; those that must be filled in come first.
ASKED = (
    ("act", "field", "on"),
    ("until", "decided_on", "found_on", "harm", "amount", "cost", "income", *COUNTED, "penalised_on", "persons", "circumstance"),
)
#: The columns of an answer.
ANSWERED = (
    "police", "crimes_zh", "crimes_en", "departments", "levels_zh", "levels_en", "tell_zh", "tell_en",
    "governs", "least", "most", "correction", "persons_zh", "persons_en", "orders_zh", "orders_en",
    "prove_zh", "prove_en", "limitation", "zh", "en", "unsure_zh", "unsure_en", "refusal_zh", "refusal_en",
)  # fmt: skip
_YES = frozenset(("yes", "true", "1", "是", "有"))


def assessed_row(given: Mapping[str, str], figures: Figures, book: Book, today: date) -> dict[str, str]:
    """Answer a row. Raises `BadInput` for what cannot be read."""
    asked: dict[str, Any] = {name: day_in(given[name]) for name in ("on", "until", "decided_on", "found_on") if name in given}
    asked |= {name: number_in(given[name]) for name in ("amount", "cost", "income") if name in given}
    asked |= {"acts": _parted(given["act"]), "field": given["field"], "harm": given.get("harm", "").casefold() in _YES}
    asked |= {"persons": map(person_in, _parted(given.get("persons", ""))), "circumstances": _parted(given.get("circumstance", ""))}
    deed = replace(deed_asked(asked, today), figures=figures)
    return _row(assess(deed, book), book)


def _parted(text: str) -> Iterator[str]:
    return (part.strip() for part in text.replace("；", ";").split(";") if part.strip())


def _row(found: Assessment, book: Book) -> dict[str, str]:
    refused = [one.refusal for one in found.acts if one.refusal]
    if len(refused) == len(found.acts) and refused[0]:
        raise BadInput("；".join(text.zh for text in refused), "; ".join(text.en for text in refused))
    governing = [one.governing for one in found.acts]
    told = list(headline(found, book))
    crimes = [line for one in found.acts for line in one.crimes]
    sectors = dict.fromkeys(sector.sector.code for one in found.acts for sector in one.sectors)
    return {
        "police": found.police,
        "crimes_zh": "；".join(f"{line.title.zh}（{line.when.zh}）：{line.said.zh}" for line in crimes),
        "crimes_en": "; ".join(f"{line.title.en} ({line.when.en}): {line.said.en}" for line in crimes),
        "departments": ";".join(sectors),
        **_joined("tell", tell(found, book)),
        **_joined("levels", (level.label for one in found.acts for level in one.levels)),
        "governs": ";".join(one.provision.ground if one else "" for one in governing),
        "least": ";".join(figure_written(one.least) if one else "" for one in governing),
        "most": ";".join(figure_written(one.most) if one else "" for one in governing),
        "correction": ";".join(one.correction for one in found.acts),
        **_joined("persons", (text for one in found.acts for text in one.persons)),
        **_joined("orders", (text for one in found.acts for text in one.orders)),
        **_joined("prove", (text for one in found.acts for text in one.to_prove)),
        "limitation": found.limit.last.isoformat() if found.limit else "",
        "zh": "".join(text.zh for text in told),
        "en": " ".join(text.en for text in told),
        **_joined("unsure", found.unsure),
    }


def _joined(name: str, texts: Iterable[Text]) -> dict[str, str]:
    told = list(dict.fromkeys(texts))
    return {f"{name}_zh": "；".join(text.zh for text in told), f"{name}_en": "; ".join(text.en for text in told)}
