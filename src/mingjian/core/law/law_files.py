"""Reads laws from their files, one a version, noting every fault."""

import dataclasses
from datetime import date
from pathlib import Path

from mingjian.core.language import Text
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.law.statutes import COMPLETE_IN, KINDS, RUNS, TIME_UNITS, UNITS, UNNUMBERED, VERIFICATIONS, Amendment, Article, Law, LawValue, Statutes


def read_laws(folder: Path, shown_as: str, faults: Faults) -> Statutes:
    """Read `<law>/<day in force>.yaml` under a folder into statutes, noting every fault."""
    laws: dict[str, tuple[Law, ...]] = {}
    unread: set[str] = set()
    for place in sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []:
        read_ = [_read_law(path, place.name, f"{shown_as}/{place.name}/{path.name}", faults) for path in sorted(place.glob("*.yaml"))]
        found = [law for law in read_ if law]
        if len(found) < len(read_):
            unread.add(place.name)
        if found:
            laws[place.name] = _in_order(found, faults)
    statutes = Statutes(laws, frozenset(unread))
    for law in (law for versions in laws.values() for law in versions):
        for cap in {value.exclusion_cap for article in law.articles.values() for value in article.values.values()} - {""}:
            if not statutes.knows(cap):
                faults.add(law.file, 1, f"exclusion_cap“{cap}”不在任何版本中。", f"exclusion_cap {cap!r} is in no version of any law.")
    return statutes


def _in_order(versions: list[Law], faults: Faults) -> tuple[Law, ...]:
    """Let each version end where the next begins, and refuse overlaps."""
    versions.sort(key=lambda law: law.in_force)
    ordered = []
    for law, following in zip(versions, [*versions[1:], None], strict=True):
        if following and law.until and law.until > following.in_force:
            faults.add(
                law.file,
                law.until_line,
                f"版本重叠：until {law.until} 晚于下一版本 {following.in_force}；请改早。",
                f"Versions overlap: until {law.until} is later than the next version, {following.in_force}; make it earlier.",
            )
        for article in following.articles.values() if following else ():
            if article.formerly and article.formerly not in law.articles:
                faults.add(
                    following.file if following else law.file,
                    1,
                    f"{article.ground} 的 formerly“{article.formerly}”在前一版本中没有；请补上或者更正。",
                    f"{article.ground} was formerly {article.formerly!r}, which the version before lacks; add it there or correct it.",
                )
        ordered.append(_ended(law, following.in_force) if following and not law.until else law)
    return tuple(ordered)


def _ended(law: Law, until: date) -> Law:
    """Return the version with the day on which the next one took its place, in its values too."""
    articles = {
        number: dataclasses.replace(article, values={name: dataclasses.replace(value, until=until) for name, value in article.values.items()})
        if article.values
        else article
        for number, article in law.articles.items()
    }
    return dataclasses.replace(law, until=until, articles=articles)


def _read_law(path: Path, law: str, file: str, faults: Faults) -> Law | None:
    top = read(path, file, faults)
    if top is None:
        return None
    top.only(
        "title", "kind", "version", "in_force", "until", "issuer", "number", "source", "verification", "note",
        "complete", "lacks", "absent", "first", "amendment", "articles",
    )  # fmt: skip
    in_force = read_in_force(top, path)
    verification = read_verification(top)
    source = top.word("source")
    until = top.day("until")
    if until and until <= in_force:
        top.fault("until 须晚于 in_force。", "until must be later than in_force.", "until")
    articles = {number: _read_article(branch, f"{law}/{number}", source, in_force, until) for number, branch in top.branches("articles").items()}
    return Law(
        law,
        top.label("title"),
        top.word("version"),
        in_force,
        until,
        top.text("issuer", optional=True),
        top.word("number", ""),
        source,
        verification,
        top.text("note", optional=True),
        articles,
        file,
        _read_kind(top),
        top.line_of("until"),
        _read_complete(top),
        read_reasons(top, "lacks"),
        read_reasons(top, "absent"),
        top.flag("first"),
        _read_amendment(top),
    )


def _read_complete(top: Branch) -> tuple[str, ...]:
    complete = top.words("complete")
    if set(complete) - set(COMPLETE_IN):
        top.fault(f"complete 须取自 {'、'.join(COMPLETE_IN)}。", f"complete takes {', '.join(COMPLETE_IN)}.", "complete")
    return complete


def _read_amendment(top: Branch) -> Amendment | None:
    branch = top.branch("amendment")
    if branch is None:
        return None
    branch.only("order", "adopted", "changed", "verification")
    return Amendment(branch.label("order"), branch.day("adopted"), branch.words("changed"), read_verification(branch))


def read_reasons(branch: Branch, name: str) -> dict[str, Text]:
    """Read things with what is to be said of each; several with the same words are written in one key, `a, b: {zh: …, en: …}`."""
    within = branch.branch(name)
    return {one.strip(): within.label(key) for key in within.items for one in key.split(",")} if within else {}


def _read_kind(top: Branch) -> str:
    kind = top.word("kind", "")
    if kind and kind not in KINDS:
        top.fault(f"kind 须是 {'、'.join(KINDS)} 之一。", f"kind must be one of {', '.join(KINDS)}.", "kind")
    return kind


def read_in_force(top: Branch, path: Path) -> date:
    """Read the day in force, which is also the file's name, so that the folder is the table of versions."""
    in_force = top.day("in_force")
    if in_force is None or path.stem != in_force.isoformat():
        top.fault(f"in_force（{in_force}）须与文件名（{path.name}）一致。", f"in_force ({in_force}) must be the file's name ({path.name}).", "in_force")
    return in_force or date.max


def read_verification(branch: Branch, default: str | None = None, name: str = "verification") -> str:
    """Read how far a fact was checked."""
    word = branch.word(name, default)
    if word not in VERIFICATIONS:
        branch.fault(f"{name} 须是 {'、'.join(VERIFICATIONS)} 之一。", f"{name} must be one of {', '.join(VERIFICATIONS)}.", name)
    return word


def _read_article(branch: Branch, ground: str, source: str, in_force: date, until: date | None) -> Article:
    branch.only("gist", "verification", "values", "formerly")
    verification = read_verification(branch)
    values = {name: _read_value(value, f"{ground}#{name}", source, verification, in_force, until) for name, value in branch.branches("values").items()}
    for name, value in values.items():
        if value.extends and (value.extends == name or value.extends not in values):
            branch.fault(f"“{name}”延长的“{value.extends}”不在同一条。", f"{name!r} extends {value.extends!r}, which is not in the same article.", "values")
    return Article(ground, branch.label("gist"), branch.word("formerly", ""), verification, values)


def _read_value(branch: Branch, ref: str, source: str, verification: str, in_force: date, until: date | None) -> LawValue:
    branch.only(
        "title", "number", "least", "most", "unit", "starts", "excludes", "exclusion_cap", "runs", "rolls", "rolls_otherwise", "superseded", "extends",
        "approval", "verification", "source",
        "derived",
    )  # fmt: skip
    runs = branch.word("runs", "within")
    if runs not in RUNS:
        branch.fault(f"runs 须是 {'、'.join(RUNS)} 之一。", f"runs must be one of {', '.join(RUNS)}.", "runs")
    number, least, most = branch.whole("number"), branch.whole("least"), branch.whole("most")
    return LawValue(
        ref,
        branch.label("title"),
        number,
        least,
        most,
        _read_unit(branch, number, least, most),
        branch.text("starts", optional=True),
        branch.texts("excludes"),
        branch.word("exclusion_cap", ""),
        runs,
        branch.flag("rolls", runs != "calendar"),
        branch.word("extends", ""),
        branch.text("approval", optional=True),
        ref.partition("#")[0],
        branch.word("source", source),
        read_verification(branch, verification),
        in_force,
        until,
        branch.word("derived", ""),
        branch.text("rolls_otherwise", optional=True),
        _read_superseded(branch.branch("superseded"), ref),
    )


def _read_superseded(branch: Branch | None, ref: str) -> tuple[date, str] | None:
    if branch is None:
        return None
    branch.only("on", "by")
    on, by = branch.day("on"), branch.word("by")
    if on is None or by.partition("/")[0] == ref.partition("/")[0]:
        branch.fault("superseded 须写明日期（on）和另一部法规的数值（by）。", "superseded names a day (on) and a value of another text (by).")
        return None
    return on, by


def _read_unit(branch: Branch, number: int | None, least: int | None, most: int | None) -> str:
    unit = branch.word("unit")
    figures = [figure for figure in (number, least, most) if figure is not None]
    if unit not in UNITS:
        branch.fault(f"没有单位“{unit}”；可用：{'、'.join(UNITS)}。", f"There is no unit {unit!r}; there are: {', '.join(UNITS)}.", "unit")
        return "promptly"
    if (unit in UNNUMBERED) == bool(figures):
        without = "、".join(UNNUMBERED)
        branch.fault(f"数值须有 number，或 least/most；{without} 则不带数字。", f"A value needs number, or least/most; {without} take none.", "unit")
    elif any(figure < 0 for figure in figures):
        branch.fault("数值不能为负。", "A value cannot be negative.")
    elif number is None and None not in (least, most) and figures[0] > figures[1]:
        branch.fault("least 不能大于 most。", "least cannot be greater than most.", "least")
    if unit in TIME_UNITS and "starts" not in branch.items:
        branch.fault("期限须写明从何时起算（starts）。", "A period must say what starts it (starts).")
    return unit
