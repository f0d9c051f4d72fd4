"""
What changed in a law between two days: articles that came, went or moved, and figures that are others.

What the law changed is told apart from what the rulebook had left out: an article that the older version lacks, or of which its figures are not entered, did
not come; and a gist that is worded otherwise, where the amendment is not known to have touched the article, is told as that.
"""

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
    "amended": Text("修改依据", "amended by"),
    "entered": Text("此前未录入（并非新增）", "not in the rulebook before (not new in the law)"),
    "left_out": Text("此后未录入（并非删去）", "not in the rulebook after (not gone from the law)"),
    "touched": Text("修改涉及本条（要旨、数值未变）", "touched by the amendment (gist and figures alike)"),
    "retold": Text("表述不同（未知修改涉及本条）", "worded otherwise (the amendment is not known to touch it)"),
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
    amended = [Change("amended", law, None, one.amendment.order) for one in statutes.versions(law) if one.amendment and earlier < one.in_force <= later]
    return [Change("version", law, _named(old), _named(new)), *amended, *_articles(old, new)]


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
            yield Change("came" if was in old.absent or number in old.absent else "entered", article.ground, None, article.gist)
            continue
        paired.add(was)
        if was != number:
            yield Change("moved", article.ground, Text(before.ground, before.ground), Text(article.ground, article.ground))
        known = new.amendment.changed if new.amendment and new.amendment.verification != "UNVERIFIED" else ()
        if before.gist != article.gist:
            yield Change("retold" if known and number not in known else "reworded", article.ground, before.gist, article.gist)
        figures = list(_values(before, article, old, new))
        yield from figures
        if number in known and before.gist == article.gist and not figures:
            yield Change("touched", article.ground, before.gist, article.gist)
    for number, article in old.articles.items():
        if number not in paired:
            yield Change("went" if number in new.absent else "left_out", article.ground, article.gist, None)


def _values(before: Article, after: Article, old: Law, new: Law) -> Iterator[Change]:
    was, now = (article.ground.partition("/")[2] for article in (before, after))
    for name in {**before.values, **after.values}:
        first, last = before.values.get(name), after.values.get(name)
        kind = "value"
        if first is None and f"{was}#{name}" not in old.absent:
            kind = "entered"
        if last is None and f"{now}#{name}" not in new.absent:
            kind = "left_out"
        if first is None or last is None or _figure(first) != _figure(last):
            yield Change(kind, f"{after.ground}#{name}", first.amount if first else None, last.amount if last else None)


def _figure(value: LawValue) -> tuple[object, ...]:
    return value.number, value.least, value.most, value.unit, value.runs, value.starts
