"""
Reads the full text of an instrument as people download it: which instrument and version it is, and the words of each article; and holds them against the book.

Nothing of it is kept in the rulebook. Official downloads come as Word, open collections as Markdown, with titles over several lines, headings in bold or with
spaces, contents before the text, and orders of publication before the law. What cannot be told is refused in words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.statutes import Law, Statutes
from mingjian.core.law.texts import ArticleText, figures_of, known_of, number_written

#: How the words of an article stand to what the book keeps of the text that it was made from.
STANDINGS: Mapping[str, Text] = {
    "same": Text("与库内所据文本一致", "the same as the text that the book was made from"),
    "wording": Text(
        "字句、标点或者排版与库内所据文本不同，数字一致", "other wording, signs or layout than the text that the book was made from; the figures agree"
    ),
    "figures": Text("数字与库内所据文本不同，须核对", "other figures than the text that the book was made from: check it"),
    "unheld": Text("库内没有所据文本的散列，无从比对", "the book keeps no hash of its text to compare with"),
}
_NUMERAL = "〇零一二三四五六七八九十百千两0-9０-９"
_HEADING = re.compile(rf"第\s*(?P<number>[{_NUMERAL}]+(?:\s+[{_NUMERAL}]+)*)\s*条(?:\s*之\s*(?P<added>[一二三四五六七八九]))?(?P<rest>.*)", re.DOTALL)
_CHAPTER = re.compile(rf"第\s*[{_NUMERAL}\s]+[编章节](?:[\s　].*|\S{{0,30}})?$")
_GOES_ON = re.compile(r"(?:的|所|中|内|之|和|或|及|与|至|、|，|以|规定|第[一二三四五六七八九十]+[款项])")  # a citation at the head of a line
_AFTER_LAST = re.compile(r"(?:附件|附录|附表|附\s*[:：]|-{3,}$)")
_DAY = re.compile(r"(?P<y>(?:19|20)\d\d)\s*(?:年|[-./])\s*(?P<m>\d{1,2})\s*(?:月|[-./])\s*(?P<d>\d{1,2})|(?<!\d)(?P<whole>(?:19|20)\d{6})(?!\d)")
_IN_FORCE = re.compile(r"(?:自|施行日期|生效日期|实施日期|effective[_ ]from|effective|in_force)[^\d]{0,6}", re.IGNORECASE)
_NOT_IN_FORCE_BEFORE = re.compile(r"(?:废止|失效|effective[_ ]to|until)[^\d]{0,6}$", re.IGNORECASE)
_STATE = "中华人民共和国"
_ISSUERS = re.compile(
    r"^(?:(?:最高人民法院|最高人民检察院|公安部|司法部|国家\w{2,14}总局|国务院\w{0,6}|工业和信息化部|商务部|海关总署)(?:令|公告|关于印发)?)+(?=关于)"
)
_LONGEST_WAIT = timedelta(days=400)  # from the day on which a text was passed to that on which it comes into force
_HEAD_LINES, _TITLE_LINES = 400, 3


@dataclass(frozen=True, slots=True)
class Read:
    """A text as it was read: its lines before the first article, the words of each article, how many other texts the file holds, and the chapter headings."""

    head: tuple[str, ...]
    articles: Mapping[str, str]
    others: int = 0
    chapters: Mapping[str, str] = field(default_factory=dict)  # by the article that they follow


@dataclass(frozen=True, slots=True)
class Held:
    """How an article of a text stands to the book: one of `STANDINGS`, the figures that only one of them has, and the values of the book that it lacks."""

    number: str
    standing: str
    only_book: tuple[str, ...] = ()
    only_text: tuple[str, ...] = ()
    lacked: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Return whether a person must look at it."""
        return self.standing == "figures" or bool(self.lacked)


def read_text(lines: Iterable[str]) -> Read:
    """Part a text into its articles. Raises `BadInput` where it has none."""
    runs: list[_Run] = [_Run()]
    for raw in lines:
        for line in raw.splitlines():
            said = line.strip().lstrip("#>").strip()
            plain = said.replace("**", "").replace("__", "").strip()
            key, rest = _heading(plain, runs[-1].last)
            if key is None:
                runs[-1].add(plain, is_heading=line.lstrip().startswith("#") or bool(_CHAPTER.fullmatch(plain)))
                continue
            if runs[-1].last is not None and key <= runs[-1].last:
                runs.append(_Run())
            runs[-1].begin(key, rest)
    found = max(runs, key=lambda run: (len(run.articles), sum(map(len, run.articles.values()))))
    if not found.articles:
        raise BadInput(
            "没有找到“第…条”。须是有条文的全文；扫描件请先转为文字。",
            "No article (第…条) was found. It must be a whole text with articles; a scan must be made text first.",
        )
    before = runs[: runs.index(found)]  # contents, an order of publication: the title of what follows stands among their last lines
    head = [line for run in before for line in (*run.head, *run.tail)] + found.head
    others = sum(1 for run in runs if run is not found and len(run.articles) > 2)
    return Read(tuple(head[:_HEAD_LINES]), {name: "\n".join(words).strip() for name, words in found.articles.items()}, others, found.chapters)


class _Run:
    """Articles that follow each other, with the lines before them."""

    def __init__(self) -> None:
        self.head: list[str] = []
        self.articles: dict[str, list[str]] = {}
        self.chapters: dict[str, str] = {}
        self.last: tuple[int, int] | None = None
        self._is_over = False

    @property
    def tail(self) -> list[str]:
        """Return what follows the first line of the last article: where a run ends, the title of the next text may stand there."""
        return list(self.articles.values())[-1][1:] if self.articles else []

    def begin(self, key: tuple[int, int], rest: str) -> None:
        self.last, self._is_over = key, False
        self.articles[f"{key[0]}" + (f"-{key[1]}" if key[1] else "")] = [rest] if rest else []

    def add(self, line: str, *, is_heading: bool) -> None:
        if self.last is None:
            self.head.append(line)
            return
        name = next(reversed(self.articles))
        if is_heading:
            self.chapters[name] = f"{self.chapters.get(name, '')}\n{line}"
        elif _AFTER_LAST.match(line):
            self._is_over = True
        elif line and not self._is_over:
            self.articles[name].append(line)


def _heading(line: str, last: tuple[int, int] | None) -> tuple[tuple[int, int] | None, str]:
    """Return the number of the article that a line begins, with the rest of the line; none for a citation at its head, or a number out of order."""
    found = _HEADING.fullmatch(line)
    if found is None:
        return None, ""
    number = number_written("".join(found["number"].split()).translate(_NARROW))
    if number is None or number != int(number) or not 0 < number < 10_000:
        return None, ""
    key = (int(number), int(number_written(found["added"]) or 0) if found["added"] else 0)
    rest, is_parted = found["rest"].strip(" \t　:：.．"), not found["rest"] or found["rest"][0] in " \t　:：.．【[（("
    follows = last is not None and key in {(last[0] + 1, 0), (last[0], last[1] + 1)}
    if _GOES_ON.match(rest) and not (is_parted and (follows or last is None)):
        return None, ""
    is_first = (last is None or key[0] == 1) and (is_parted or key == (1, 0))
    is_later = last is not None and key > last and is_parted
    return (key, rest) if follows or is_first or is_later else (None, "")


_NARROW = {ord(wide): str(value) for value, wide in enumerate("０１２３４５６７８９")}


# ---- Which instrument and which version ----
def instrument_of(head: Sequence[str], stem: str, statutes: Statutes) -> tuple[str, ...]:
    """Return the laws whose title a text bears, in its head or as the name of its file. Raises `BadInput` for one that the book has not."""
    titles: dict[str, set[str]] = {}
    for law in statutes.laws():
        for version in statutes.versions(law):
            titles.setdefault(_bare(version.title.zh), set()).add(law)
    lines = [line for line in head if line]
    for place in range(len(lines)):
        for size in range(1, _TITLE_LINES + 1):
            if laws := titles.get(_bare("".join(lines[place : place + size]))):
                return tuple(sorted(laws))
    if laws := titles.get(_bare(re.split(r"[_＿]", _DAY.sub("", stem))[0])):
        return tuple(sorted(laws))
    shown = next((line for line in lines if len(line) > 3), stem)[:60]
    raise BadInput(
        f"没有认出是哪部法规：“{shown}”。标题须与库内名称一致；也可以把文件名改为“库内名称_施行日期”。",
        f"It cannot be told which instrument this is: {shown!r}. Its title must be that of the book; or name the file 'TITLE_DAY IN FORCE'.",
    )


def _bare(title: str) -> str:
    """Return a title without the state's name, its issuers, years of revision, brackets and spaces."""
    text = re.sub(r"[（(][^（）()]*(?:\d{4}|修[正订])[^（）()]*[)）]", "", title)
    text = re.sub(r"[\s　《》〈〉“”\"、，,·*#.]", "", text).translate({ord("("): "（", ord(")"): "）"}).replace(_STATE, "")
    return _ISSUERS.sub("", text).lower().removeprefix("title:").removeprefix("标题：")


def version_of(read: Read, stem: str, laws: Sequence[str], statutes: Statutes, known: Mapping[tuple[str, date], Mapping[str, ArticleText]]) -> Law:
    """
    Return the version that a text is, by the day in force that it states, else the day on which it was passed, else by the hashes of its articles.

    Raises `BadInput` where that cannot be told, where the book has no version of its day, and where the hashes speak for another.
    """
    versions = [version for law in laws for version in statutes.versions(law)]
    votes = {id(one): sum(held.standing == "same" for held in compared(read, one, known.get((one.law, one.in_force), {}))) for one in versions}
    found = _by_day(read, stem, versions)
    if found is None and not any(_days_in("\n".join(read.head))):  # a day that is of no version in the book is that of another version
        found = _by_votes(versions, votes)
    if found is None:
        days = "、".join(str(one.in_force) for one in versions)
        raise BadInput(
            f"《{versions[0].title.zh}》的这个文本是哪个版本不能确定（库内施行日期：{days}）；请把文件名改为“名称_施行日期”。",
            f"It cannot be told which version of {versions[0].title.en} this is (days in force in the book: {days}); name the file 'TITLE_DAY IN FORCE'.",
        )
    best = max(versions, key=lambda one: votes[id(one)])
    if votes[id(found)] == 0 and votes[id(best)] > 0:
        raise BadInput(
            f"文本所写日期指向 {found.in_force} 的版本，条文却与 {best.in_force} 的版本一致（{votes[id(best)]} 条）；请核对文件。",
            f"By its day this is the version of {found.in_force}, but {votes[id(best)]} of its articles are those of {best.in_force}; look at the file.",
        )
    return found


def _by_day(read: Read, stem: str, versions: Sequence[Law]) -> Law | None:
    stated, others = _days_in("\n".join(read.head))
    named = {day for _place, day in _days(stem)}
    for days in (named, stated, {max(others)} if others else set[date]()):
        exact = [one for one in versions if one.in_force in days]
        if exact:
            return exact[0] if len(exact) == 1 else None
    for passed in (max(days) for days in (others, named) if days):  # official downloads name the day of publication, heads that of the last revision
        after = sorted((one for one in versions if passed <= one.in_force <= passed + _LONGEST_WAIT), key=lambda one: one.in_force)
        if after and not stated:
            return after[0]
    if len(versions) == 1 and not (named or stated or others):
        last = _days_in("\n".join(list(read.articles.values())[-1:]))[0]
        return versions[0] if versions[0].in_force in last else None
    return None


def _by_votes(versions: Sequence[Law], votes: Mapping[int, int]) -> Law | None:
    ranked = sorted(versions, key=lambda one: -votes[id(one)])
    if votes[id(ranked[0])] == 0 or (len(ranked) > 1 and votes[id(ranked[0])] == votes[id(ranked[1])]):
        return None
    return ranked[0]


def _days_in(text: str) -> tuple[set[date], set[date]]:
    """Return the days in force that a text states, and all its other days; a day on which something ends is neither."""
    stated: set[date] = set()
    others: set[date] = set()
    for place, day in _days(text):
        before = text[max(0, place - 24) : place]
        if not _NOT_IN_FORCE_BEFORE.search(before):
            (stated if (found := list(_IN_FORCE.finditer(before))) and found[-1].end() == len(before) else others).add(day)
    return stated, others


def _days(text: str) -> Iterator[tuple[int, date]]:
    for found in _DAY.finditer(text):
        whole = found["whole"]
        year, month, day = (whole[:4], whole[4:6], whole[6:]) if whole else (found["y"], found["m"], found["d"])
        try:
            yield found.start(), date(int(year), int(month), int(day))
        except ValueError:
            continue


# ---- Against the book ----
def compared(read: Read, version: Law, known: Mapping[str, ArticleText]) -> list[Held]:
    """Hold each article against what the book keeps: hash and figures of the text that it was made from, and its own values."""
    return [_held(number, words, read.chapters.get(number, ""), version, known.get(number)) for number, words in read.articles.items()]


def _held(number: str, words: str, chapter: str, version: Law, known: ArticleText | None) -> Held:
    own = known_of(words).figures
    article = version.articles.get(number)
    values = article.values.values() if article else ()
    lacked = tuple(value.ref for value in values if value.verification == "text" and not figures_of(value) <= own)
    if known is None or not (known.hash or known.figures):
        return Held(number, "unheld", lacked=lacked)
    if known.hash and any(known_of(variant).hash == known.hash for variant in _variants(words, chapter)):
        return Held(number, "same", lacked=lacked)
    with_chapter = known_of(words + chapter).figures
    if known.figures in (own, with_chapter):
        return Held(number, "wording", lacked=lacked)
    return Held(number, "figures", _sorted(known.figures - with_chapter), _sorted(own - known.figures), lacked)


def _variants(words: str, chapter: str) -> Iterator[str]:
    """Return the words as collections lay them out: paragraphs one below the other or apart, with their indent, with the heading of the next chapter."""
    lines = [line.strip(" \t　") for line in words.splitlines() if line.strip(" \t　")]
    after = [line for line in chapter.splitlines() if line.strip()]
    for parts in (lines, [*lines, *after]) if after else (lines,):
        for between in ("\n", "\n\n", "\n　　", "\n\n　　", "", "  \n", "\n  "):
            yield between.join(parts)


def _sorted(figures: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(figures, key=float))
