"""Lints of shape over the laws: versions against their neighbours, and figures against what is known of the texts."""

import re
from collections.abc import Iterator
from itertools import pairwise

from mingjian.core.language import Text
from mingjian.core.law.reader import Faults
from mingjian.core.law.statutes import ROLLING, Article, Law, Statutes
from mingjian.core.law.texts import Texts, figures_of

Said = tuple[str, str]

#: Words of a period during which somebody is, or may be, held: it ends with its last day, and no day off lengthens it (Criminal Procedure Law 105).
_CUSTODY = re.compile("羁押|拘留|逮捕|在押|关押")


def check_law_shapes(statutes: Statutes, texts: Texts, faults: Faults) -> None:
    """Note every article and figure that a version has and its neighbour neither has nor explains, and every figure that its article does not hold."""
    for law in statutes.laws():
        versions = statutes.versions(law)
        for earlier, later in pairwise(versions):
            for of, zh, en in (*_missing(earlier, later), *_missing_later(earlier, later)):
                faults.add(of.file, 1, zh, en)
        for version in versions:
            for zh, en in (*_astray(version, texts), *_superseded(version, statutes), *_rolling_custody(version)):
                faults.add(version.file, 1, zh, en)


def _pairs(earlier: Law, later: Law) -> Iterator[tuple[str, str]]:
    """Return the numbers under which an article stands in both versions, as far as the later says."""
    moved = {article.formerly for article in later.articles.values() if article.formerly}
    for number, article in later.articles.items():
        was = article.formerly or number
        if was not in moved or article.formerly:
            yield was, number


def _missing(earlier: Law, later: Law) -> Iterator[tuple[Law, str, str]]:
    """Return what the earlier version lacks of the later one."""
    pairs = {number: was for was, number in _pairs(earlier, later)}
    for number, article in later.articles.items():
        was = pairs.get(number)
        before = earlier.articles.get(was) if was else None
        if before is None:
            if not _said(earlier, was or number) and not _said(earlier, number):
                yield earlier, *_no_article(earlier, was or number, later)
            continue
        yield from ((earlier, *said) for said in _no_values(earlier, before, article, later))


def _missing_later(earlier: Law, later: Law) -> Iterator[tuple[Law, str, str]]:
    """Return what the later version lacks of the earlier one."""
    pairs = dict(_pairs(earlier, later))
    for number, article in earlier.articles.items():
        became = pairs.get(number, number)
        after = later.articles.get(became) if number in pairs else None
        if after is None:
            if not _said(later, number if number not in later.articles else f"was {number}"):
                yield later, *_no_article(later, number, earlier)
            continue
        yield from ((later, *said) for said in _no_values(later, after, article, earlier))


def _said(version: Law, missing: str) -> bool:
    return missing in version.lacks or missing in version.absent


_CURE = Text("请补上，或者在 absent（当时没有）、lacks（未录入）中写明", "add it, or say why not in absent (not in that text) or lacks (not entered)")


def _no_article(version: Law, number: str, other: Law) -> Said:
    return (
        f"{version.law} {version.in_force} 的版本没有 {number} 条，而 {other.in_force} 的版本有；{_CURE.zh}。",
        f"{version.law} of {version.in_force} has no article {number}, and the version of {other.in_force} has; {_CURE.en}.",
    )


def _no_values(version: Law, article: Article, other: Article, of: Law) -> Iterator[Said]:
    number = article.ground.partition("/")[2]
    for missing in (f"{number}#{name}" for name in other.values if name not in article.values):
        if not _said(version, missing):
            yield (
                f"{version.law} {version.in_force} 的版本没有数值 {missing}，而 {of.in_force} 的版本有；{_CURE.zh}。",
                f"{version.law} of {version.in_force} has no value {missing}, and the version of {of.in_force} has; {_CURE.en}.",
            )


def _superseded(version: Law, statutes: Statutes) -> Iterator[Said]:
    """Return which value is to be superseded by one that the rulebook has not on the day."""
    for value in (value for article in version.articles.values() for value in article.values.values() if value.superseded):
        on, by = value.superseded or (version.in_force, "")
        if not statutes.has_value(by, on):
            yield (f"{value.ref}：库内 {on} 没有取代它的 {by}。", f"{value.ref}: the rulebook has no {by} on {on}, which is to hold in its place.")


def _astray(version: Law, texts: Texts) -> Iterator[Said]:
    """Return which figures are not in the article that they cite, and which fines a version that claims to be complete leaves out."""
    known = texts.of(version)
    for number, article in version.articles.items():
        text = known.get(number)
        if text is None:
            continue
        has = sorted(text.figures)
        for value in article.values.values():
            if value.verification != "UNVERIFIED" and (wanting := sorted(figures_of(value) - text.figures)):
                yield (
                    f"{value.ref}（{version.in_force}）：{'、'.join(wanting)} 不在所引条文中；该条的数：{'、'.join(has) or '无'}。",
                    f"{value.ref} ({version.in_force}): {', '.join(wanting)} is not in the article cited, which has: {', '.join(has) or 'none'}.",
                )
        if "fines" in version.complete and text.sets_fine and not any(value.unit in ("cny", "times", "percent") for value in article.values.values()):
            yield (
                f"{article.ground}（{version.in_force}）：条文定有罚款，版本自称罚款完整，却没有数值。",
                f"{article.ground} ({version.in_force}): its text sets a fine, the version says that its fines are complete, and there is no value.",
            )


def _rolling_custody(version: Law) -> Iterator[Said]:
    """Return which periods of custody would move on from a day off."""
    for article in version.articles.values():
        for value in (value for value in article.values.values() if value.unit in ROLLING and value.rolls):
            words = f"{article.gist.zh}{value.title.zh}{value.starts.zh if value.starts else ''}{value.approval.zh if value.approval else ''}"
            if _CUSTODY.search(words):
                yield (
                    f"{value.ref}（{version.in_force}）是羁押期间，不因节假日延长（刑事诉讼法第一百零五条）；请写 rolls: false，不在押的另写 rolls_otherwise。",
                    f"{value.ref} ({version.in_force}) is a period of custody, which no day off lengthens (Criminal Procedure Law 105): write rolls: false, "
                    "and rolls_otherwise for whoever is at large.",
                )
