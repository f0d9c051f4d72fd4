"""Laws as dated data: which version of a text is in force on a day, which articles it has, and which values they set."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from mingjian.core.errors import BadInput, NotFound, NotInBook
from mingjian.core.language import Text

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


def several(number: float, unit: Text) -> str:
    """Describe a number of a unit in English: `1 working day`, `15 working days`."""
    return f"{number} {unit.en.removesuffix('s') if number == 1 else unit.en}"


#: Units of a period whose last day may be a day off.
ROLLING = ("calendar_days", "months", "years")
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
    period whose last day is a day off ends on the next working day (counted back: on the one before) unless `rolls` is false; `rolls_otherwise` says when the
    contrary holds, or that no text decides it (custody, for one, never moves, and the same period does for whoever is at large). `extends` names the value of
    the same article that this one extends, with the `approval` it takes. `derived` is the product of figures of the article, where it is one (`15×100000`).
    `superseded` is the day from which a value of a text of higher rank holds in its place, and that value; the text itself was not changed.
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
    derived: str = ""
    rolls_otherwise: Text | None = None
    superseded: tuple[date, str] | None = None

    @property
    def figure(self) -> int | None:
        """Return the figure from which, or up to which, something holds: the number, else the most, else the least; none where there is none."""
        return next((one for one in (self.number, self.most, self.least) if one is not None), None)

    @property
    def amount(self) -> Text:
        """Return the figure with its unit, for a person: `15 个工作日`."""
        unit = UNITS[self.unit]
        if self.number is None and self.least is None and self.most is None:
            return unit
        if self.number is not None or (self.least is not None and self.least == self.most):
            return Text(f"{self.number or self.least or 0} {unit.zh}", several(self.number or self.least or 0, unit))
        if self.least is None:
            return Text(f"{self.most} {unit.zh}以下", f"up to {several(self.most or 0, unit)}")
        if self.most is None:
            return Text(f"{self.least} {unit.zh}以上", f"{several(self.least, unit)} or more")
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
class Amendment:
    """What made a version out of the one before: the `order`, the day of its adoption, and the articles whose words it `changed` (empty: not known)."""

    order: Text
    adopted: date | None
    changed: tuple[str, ...]
    verification: str


#: What a version may claim to be complete in: for each of its articles in the file, every fine, or every period, that the article sets.
COMPLETE_IN = ("fines", "periods")


@dataclass(frozen=True, slots=True)
class Law:
    """
    One version of one instrument. `until` is the first day on which it no longer governs, if that is known; `kind` is one of `KINDS`, or empty.

    What it is complete for: `complete` is of `COMPLETE_IN`. `lacks` are articles and values (`12`, `12#fine`) that the text has and the file has not; `absent`
    those of its neighbours that its text has not. Each says why. `is_first` where there was no such law before; `amendment` is what made this version.
    """

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
    complete: tuple[str, ...] = ()
    lacks: Mapping[str, Text] = field(default_factory=dict)
    absent: Mapping[str, Text] = field(default_factory=dict)
    is_first: bool = False
    amendment: Amendment | None = None

    def governs(self, on: date) -> bool:
        """Return whether this version is in force on the day."""
        return self.in_force <= on and (self.until is None or on < self.until)


class Statutes:
    """
    All versions of all laws. Questions take the day; a law that does not govern on it is refused, never guessed.

    `unread` are laws with a file that could not be read: what rests on them is not blamed for that, too.
    """

    def __init__(self, laws: Mapping[str, tuple[Law, ...]], unread: frozenset[str] = frozenset()) -> None:
        self._laws, self.unread = laws, unread

    def laws(self) -> tuple[str, ...]:
        """Return the ids of all laws, sorted."""
        return tuple(sorted(self._laws))

    def versions(self, law: str) -> tuple[Law, ...]:
        """Return all versions of a law, oldest first."""
        if law not in self._laws:
            raise NotFound(f"法规库中没有“{law}”。", f"The rulebook has no law {law!r}.")
        return self._laws[law]

    def law(self, law: str, on: date) -> Law:
        """Return the version of a law that governs on the day."""
        versions = self.versions(law)
        for version in reversed(versions):
            if version.governs(on):
                return version
        title, first = versions[-1].title, versions[0].in_force
        if on < first and versions[0].is_first:
            raise BadInput(f"《{title.zh}》自 {first} 起施行，{on} 尚无此法。", f"{title.en} came into force on {first}: there was no such law on {on}.")
        if on < first:
            raise NotInBook(
                f"《{title.zh}》在 {on} 尚无库内版本，最早为 {first}；此前的文本未录入。",
                f"{title.en}: no version on file governs on {on}; the first is in force on {first}. Earlier texts are not in the rulebook.",
            )
        raise BadInput(f"《{title.zh}》在 {on} 已失效（自 {versions[-1].until}）。", f"{title.en} is no longer in force on {on} (since {versions[-1].until}).")

    def title(self, law: str, on: date | None = None) -> Text:
        """Return the title of a law, on a day or in its latest version."""
        return self.versions(law)[-1].title if on is None else self.law(law, on).title

    def article(self, ground: str, on: date) -> Article:
        """Return the article that a ground (`law/article`) names, as in force on the day."""
        law, _, number = ground.partition("/")
        version = self.law(law, on)
        if number in version.lacks:
            raise _lacking(version, f"{law}/{number}", version.lacks[number])
        if number not in version.articles:
            raise NotFound(
                f"《{version.title.zh}》（{version.in_force} 起施行的版本）在库中没有第 {number} 条。",
                f"{version.title.en} as in force from {version.in_force} has no article {number!r} in the rulebook.",
            )
        return version.articles[number]

    def has_article(self, ground: str, on: date) -> bool:
        """Return whether the rulebook holds the article on the day."""
        if ground.partition("/")[0] in self.unread:
            return True
        try:
            self.article(ground, on)
        except (NotFound, BadInput):
            return False
        return True

    def stood_under(self, ground: str, on: date) -> str:
        """Return under which number an article, numbered as in the newest version that has it, stood on a day; empty where it was not there then."""
        law, _, number = ground.partition("/")
        versions = [version for version in self.versions(law) if number in version.articles or version.in_force <= on]
        for version in reversed(versions):
            article = version.articles.get(number)
            if version.governs(on):
                return number if article else ""
            number = article.formerly or number if article else number
        return ""

    def has_value(self, ref: str, on: date) -> bool:
        """Return whether the rulebook holds the value on the day."""
        ground, _, name = ref.partition("#")
        return self.has_article(ground, on) and name in self.article(ground, on).values

    def held_on(self, ref: str, on: date) -> bool | None:
        """Return whether the law had an article or value on a day: yes, no (there was no such law, or its text had none then), or none: the book cannot say."""
        ground, marked, _ = ref.partition("#")
        law, _, number = ground.partition("/")
        if self.has_value(ref, on) if marked else self.has_article(ground, on):
            return True
        versions = self.versions(law)
        if on < versions[0].in_force:
            return False if versions[0].is_first else None
        version = next((one for one in reversed(versions) if one.governs(on)), None)
        return False if version is None or {number, ref.partition("/")[2]} & set(version.absent) else None

    def knows(self, ref: str) -> bool:
        """Return whether any version has the article, or the value, that a ref names."""
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
        """Return the value that a ref (`law/article#name`) names on the day; where a higher text superseded it, the one that holds in its place."""
        ground, _, name = ref.partition("#")
        article = self.article(ground, on)
        version = self.law(ground.partition("/")[0], on)
        if (missing := f"{ground.partition('/')[2]}#{name}") in version.lacks:
            raise _lacking(version, ref, version.lacks[missing])
        if (value := article.values.get(name)) and value.superseded and value.superseded[0] <= on:
            return self.value(value.superseded[1], on)
        if name not in article.values:
            known = "、".join(article.values) or "无"
            zh, en = (f"没有数值“{name}”", f"{ground} has no value {name!r}") if name else ("：请写明哪个数值", f"Say which value of {ground}")
            raise NotFound(
                f"{self.citation(ground, on).zh}{zh}；现有：{known}。",
                f"{en}; it has: {', '.join(article.values) or 'none'}.",
            )
        return article.values[name]

    def values(self) -> Iterator[LawValue]:
        """Return every value of every version, by law, day and article."""
        for law in self.laws():
            for version in self._laws[law]:
                for article in version.articles.values():
                    yield from article.values.values()


def _lacking(version: Law, ref: str, why: Text) -> NotInBook:
    return NotInBook(
        f"《{version.title.zh}》（{version.in_force} 起施行的版本）有 {ref}，但未录入规则库：{why.zh}",
        f"{version.title.en} as in force from {version.in_force} has {ref}, but the rulebook does not: {why.en}",
    )
