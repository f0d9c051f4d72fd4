"""What changed in a law between two days: articles that came, went or moved, and figures that are others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.statutes import Article, Law, LawValue, Statutes

#: Kinds of change, and how a person says them.
KINDS = {
    "version": Text("版本", "version"),
    "came": Text("新增", "came"),
    "went": Text("删去", "went"),
    "moved": Text("重新编号", "renumbered"),
    "reworded": Text("内容改变", "changed"),
    "value": Text("数值改变", "figure changed"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: its kind, the article or value it concerns (as it is called later; earlier, if it went), and both sides, of which one may be none."""

    kind: str
    ref: str
    before: Text | None
    after: Text | None


def differences(statutes: Statutes, law: str, earlier: date, later: date) -> list[Change]:
    """Compare the versions of a law on two days. Raises `NotFound` or `BadInput` for an unknown law, a day without a version, or days in the wrong order."""
    if later < earlier:
        raise BadInput(f"{later} 早于 {earlier}；请对调。", f"{later} is before {earlier}; swap them.")
    old, new = statutes.law(law, earlier), statutes.law(law, later)
    if old is new:
        return []
    return [Change("version", law, _named(old), _named(new)), *_articles(old, new)]


def _named(law: Law) -> Text:
    return Text(f"{law.version}（自 {law.in_force}）", f"{law.version} (from {law.in_force})")


def _articles(old: Law, new: Law) -> Iterator[Change]:
    """Pair each article with the one it was, by its former number if it names one, else by its own."""
    paired: set[str] = set()
    moved = {article.formerly for article in new.articles.values() if article.formerly}
    for number, article in new.articles.items():
        was = article.formerly or number
        before = old.articles.get(was)
        if before is None or (was in moved and not article.formerly):
            yield Change("came", article.ground, None, article.gist)
            continue
        paired.add(was)
        if was != number:
            yield Change("moved", article.ground, Text(before.ground, before.ground), Text(article.ground, article.ground))
        if before.gist != article.gist:
            yield Change("reworded", article.ground, before.gist, article.gist)
        yield from _values(before, article)
    for number, article in old.articles.items():
        if number not in paired:
            yield Change("went", article.ground, article.gist, None)


def _values(old: Article, new: Article) -> Iterator[Change]:
    for name in {**old.values, **new.values}:
        before, after = old.values.get(name), new.values.get(name)
        if before is None or after is None or _figure(before) != _figure(after):
            yield Change("value", f"{new.ground}#{name}", before.amount if before else None, after.amount if after else None)


def _figure(value: LawValue) -> tuple[object, ...]:
    return value.number, value.least, value.most, value.unit, value.runs, value.starts
