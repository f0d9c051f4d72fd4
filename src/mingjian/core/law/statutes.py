"""Laws as dated data: which version of a text is in force on a day, which articles it has, and which values they set."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.law.reading import Branch, Faults, read

#: Units of a period, and how a person says them.
TIME_UNITS: Mapping[str, Text] = {
    "hours": Text("小时", "hours"),
    "calendar_days": Text("日", "calendar days"),
    "working_days": Text("个工作日", "working days"),
    "months": Text("个月", "months"),
    "years": Text("年", "years"),
    "promptly": Text("及时", "promptly"),
    "immediately": Text("立即", "immediately"),
    "reasonable_period": Text("合理期限", "a reasonable period"),
}
#: Duties to which the law gives no number.
UNNUMBERED = ("promptly", "immediately", "reasonable_period")
#: How a period relates to what starts it: to be used before it ends; to be kept at least so long; counted back from the event, before which something is
#: due; or the calendar months themselves, of which the one that it starts in is the first.
RUNS = ("within", "at_least", "back", "calendar")
UNITS: Mapping[str, Text] = {
    **TIME_UNITS,
    "cny": Text("元", "yuan"),
    "items": Text("件", "items"),
    "times": Text("倍", "times"),
    "percent": Text("%", "%"),
    "persons": Text("人", "persons"),
    "layers": Text("级", "layers"),
}
#: What an instrument is, from the highest rank down, and how a person says it.
KINDS: Mapping[str, Text] = {
    "law": Text("法律", "law"),
    "administrative_regulation": Text("行政法规", "administrative regulation"),
    "judicial_interpretation": Text("司法解释", "judicial interpretation"),
    "departmental_rule": Text("部门规章", "departmental rule"),
    "normative_document": Text("规范性文件", "normative document"),
    "policy_document": Text("政策文件", "policy document"),
    "regional_agreement": Text("区域协议", "regional agreement"),
    "standard": Text("标准", "standard"),
}
#: How far a fact was checked: against the text, in a page that reports it, or not at all.
VERIFICATIONS = ("text", "secondary", "UNVERIFIED")


@dataclass(frozen=True, slots=True)
class LawValue:
    """
    One number that a lawmaker set, as it stands from `in_force` on.

    `number` is whole, in `unit`; none for `promptly` and its like, and for ranges, which have `least` and `most` (either may be open). `starts` says what
    starts a period, `runs` how it relates to that (see `RUNS`), `excludes` what time it leaves out, and `exclusion_cap` which value limits that time. A
    period whose last day is a day off ends on the next working day (counted back: on the one before) unless `rolls` is false. `extends` names the value of
    the same article that this one extends, with the `approval` it takes.
    """

    ref: str
    title: Text
    number: int | None
    least: int | None
    most: int | None
    unit: str
    starts: Text | None
    excludes: tuple[Text, ...]
    exclusion_cap: str
    runs: str
    rolls: bool
    extends: str
    approval: Text | None
    ground: str
    source: str
    verification: str
    in_force: date
    until: date | None

    @property
    def amount(self) -> Text:
        """The figure with its unit, for a person: `15 个工作日`."""
        unit = UNITS[self.unit]
        if self.number is None and self.least is None and self.most is None:
            return unit
        if self.number is not None or (self.least is not None and self.least == self.most):
            return Text(f"{self.number or self.least or 0} {unit.zh}", f"{self.number or self.least or 0} {unit.en}")
        if self.least is None:
            return Text(f"{self.most} {unit.zh}以下", f"up to {self.most} {unit.en}")
        if self.most is None:
            return Text(f"{self.least} {unit.zh}以上", f"{self.least} {unit.en} or more")
        return Text(f"{self.least}–{self.most} {unit.zh}", f"{self.least}–{self.most} {unit.en}")


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one version of its law: its gist in our own words, the number it had in the version before if that was another, its values by name."""

    ground: str
    gist: Text
    formerly: str
    verification: str
    values: Mapping[str, LawValue]


@dataclass(frozen=True, slots=True)
class Law:
    """One version of one instrument. `until` is the first day on which it no longer governs, if that is known; `kind` is one of `KINDS`, or empty."""

    law: str
    title: Text
    version: str
    in_force: date
    until: date | None
    issuer: Text | None
    number: str
    source: str
    verification: str
    note: Text | None
    articles: Mapping[str, Article]
    file: str
    kind: str = ""
    until_line: int = 1

    def governs(self, on: date) -> bool:
        """Tell whether this version is in force on the day."""
        return self.in_force <= on and (self.until is None or on < self.until)


class Statutes:
    """
    All versions of all laws. Questions take the day; a law that does not govern on it is refused, never guessed.

    `unread` are laws with a file that could not be read: what rests on them is not blamed for that, too.
    """

    def __init__(self, laws: Mapping[str, tuple[Law, ...]], unread: frozenset[str] = frozenset()) -> None:
        self._laws, self.unread = laws, unread

    def laws(self) -> tuple[str, ...]:
        """Give the ids of all laws, sorted."""
        return tuple(sorted(self._laws))

    def versions(self, law: str) -> tuple[Law, ...]:
        """Give all versions of a law, oldest first."""
        if law not in self._laws:
            raise NotFound(f"法规库中没有“{law}”。", f"The rulebook has no law {law!r}.")
        return self._laws[law]

    def law(self, law: str, on: date) -> Law:
        """Give the version of a law that governs on the day."""
        versions = self.versions(law)
        for version in reversed(versions):
            if version.governs(on):
                return version
        title, first = versions[-1].title, versions[0].in_force
        if on < first:
            raise BadInput(
                f"《{title.zh}》在 {on} 尚无库内版本，最早为 {first}。", f"{title.en}: no version on file governs on {on}; the first is in force on {first}."
            )
        raise BadInput(f"《{title.zh}》在 {on} 已失效（自 {versions[-1].until}）。", f"{title.en} is no longer in force on {on} (since {versions[-1].until}).")

    def title(self, law: str, on: date | None = None) -> Text:
        """Give the title of a law, on a day or in its latest version."""
        return self.versions(law)[-1].title if on is None else self.law(law, on).title

    def article(self, ground: str, on: date) -> Article:
        """Give the article that a ground (`law/article`) names, as in force on the day."""
        law, _, number = ground.partition("/")
        version = self.law(law, on)
        if number not in version.articles:
            raise NotFound(
                f"《{version.title.zh}》（{version.in_force} 起施行的版本）在库中没有第 {number} 条。",
                f"{version.title.en} as in force from {version.in_force} has no article {number!r} in the rulebook.",
            )
        return version.articles[number]

    def has_article(self, ground: str, on: date) -> bool:
        """Tell whether the rulebook holds the article on the day."""
        if ground.partition("/")[0] in self.unread:
            return True
        try:
            self.article(ground, on)
        except (NotFound, BadInput):
            return False
        return True

    def has_value(self, ref: str, on: date) -> bool:
        """Tell whether the rulebook holds the value on the day."""
        ground, _, name = ref.partition("#")
        return self.has_article(ground, on) and name in self.article(ground, on).values

    def knows(self, ref: str) -> bool:
        """Tell whether any version has the article, or the value, that a ref names."""
        ground, marked, name = ref.partition("#")
        law, _, number = ground.partition("/")
        articles = [version.articles[number] for version in self._laws.get(law, ()) if number in version.articles]
        return law in self.unread or any(not marked or name in article.values for article in articles)

    def citation(self, ground: str, on: date) -> Text:
        """
        Write a ground as a person cites it, by the law's title and the article's number, in both languages.

        Raises `NotFound` or `BadInput` for an article that the rulebook lacks on the day: nothing that it lacks may be cited.
        """
        law, _, number = self.article(ground, on).ground.partition("/")
        title = self.title(law, on)
        if not number[:1].isdigit():  # an instrument that is cited as a whole, or a part of it whose number was not read
            return Text(f"《{title.zh}》", title.en)
        main, _, added = number.partition("-")
        zh = f"第{main}条" + (f"之{'零一二三四五六七八九'[int(added)]}" if added.isdigit() and len(added) == 1 else "")
        return Text(f"《{title.zh}》{zh}", f"{title.en}, art. {number}")

    def value(self, ref: str, on: date) -> LawValue:
        """Give the value that a ref (`law/article#name`) names, as in force on the day."""
        ground, _, name = ref.partition("#")
        article = self.article(ground, on)
        if name not in article.values:
            known = "、".join(article.values) or "无"
            raise NotFound(
                f"{self.citation(ground, on).zh}没有数值“{name}”；现有：{known}。",
                f"{ground} has no value {name!r}; it has: {', '.join(article.values) or 'none'}.",
            )
        return article.values[name]

    def values(self) -> Iterator[LawValue]:
        """Give every value of every version, by law, day and article."""
        for law in self.laws():
            for version in self._laws[law]:
                for article in version.articles.values():
                    yield from article.values.values()


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
    """Give the version with the day on which the next one took its place, in its values too."""
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
    top.only("title", "kind", "version", "in_force", "until", "issuer", "number", "source", "verification", "note", "articles")
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
    )


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
        "title", "number", "least", "most", "unit", "starts", "excludes", "exclusion_cap", "runs", "rolls", "extends", "approval", "verification", "source"
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
    )


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
