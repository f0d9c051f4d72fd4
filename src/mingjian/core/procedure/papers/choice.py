"""One of the options that the paper names."""

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure.papers import PaperKind
from mingjian.core.procedure.sheet import Paper


def _read(paper: Paper, value: object) -> str:
    if value in dict(paper.options):
        return str(value)
    labels = [label for _, label in paper.options]
    raise StepRefused(
        f"“{paper.label.zh}”不能是 {str(value)[:60]!r}；可选：{'、'.join(label.zh for label in labels)}。",
        f"{paper.label.en!r} cannot be {str(value)[:60]!r}; choose from: {', '.join(label.en for label in labels)}.",
    )


KIND = PaperKind(_read, Text("所列选项之一", "one of the options"), says=frozenset({"options"}))
