"""Several of the options that the paper names: written as their keys with commas between, in the order of the paper."""

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure.papers import PaperKind
from mingjian.core.procedure.sheet import Paper


def keys_of(written: str) -> list[str]:
    """Return the keys that such a paper holds."""
    return [key for part in written.split(",") if (key := part.strip())]


def _read(paper: Paper, value: object) -> str:
    told = keys_of(value) if isinstance(value, str) else value
    if not isinstance(told, list | tuple) or not told:
        raise TypeError
    options = dict(paper.options)
    if unknown := [one for one in told if not isinstance(one, str) or one not in options]:
        raise StepRefused(
            f"“{paper.label.zh}”没有 {str(unknown[0])[:60]!r} 一项；可选：{'、'.join(label.zh for label in options.values())}。",
            f"{paper.label.en!r} has no {str(unknown[0])[:60]!r}; choose from: {', '.join(label.en for label in options.values())}.",
        )
    return ",".join(key for key in options if key in set(told))


KIND = PaperKind(_read, Text("所列选项中的一项或者几项", "one or several of the options"), says=frozenset({"options"}))
