"""For what records of a market, which name buyers and senders, are run over: asked before, and kept with the run and in the ledger."""

from mingjian.core.errors import BadInput
from mingjian.core.procedure import rulebook
from mingjian.office.language import said

ROUTINE = "routine"  # what the night does, and whoever says nothing else


def purposes() -> list[tuple[str, str]]:
    """Return each purpose with what it is called, in the reader's language."""
    return [(name, said(text)) for name, text in rulebook().vocabularies["run_purposes"].items()]


def check_purpose(purpose: str) -> None:
    """Raise BadInput for what is no purpose of the rulebook."""
    if purpose not in rulebook().vocabularies["run_purposes"]:
        raise BadInput("请选择运行检测的目的。", "Choose for what the records are run over.")
