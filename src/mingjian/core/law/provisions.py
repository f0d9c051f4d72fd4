"""The provisions that punish an act, as `rulebook/cn/liability/<act>.yaml` tells them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.law_files import read_verification
from mingjian.core.law.reader import Branch, Faults, Leaf, read
from mingjian.core.law.statutes import Statutes
from mingjian.core.law.usual_names import field_named, kernel

#: What a multiple is taken of. The amount given is the value of goods or the turnover; gains are given by themselves, the others are not computed.
BASES: Mapping[str, Text] = {
    "value": Text("货值金额", "value of the goods"),
    "turnover": Text("违法经营额", "illegal turnover"),
    "gains": Text("违法所得", "illegal gains"),
    "cost": Text("广告费用", "cost of the advertisement"),
    "income": Text("服务收入", "income from the service"),
    "income_year": Text("本人上一年度从本单位取得的收入", "person's income from the unit in the year before"),
    "income_period": Text("本人违法期间自本单位所获收入", "person's income from the unit while the breach went on"),
}
#: The bases that are known of each person only.
INCOMES = ("income_year", "income_period")
#: What circumstances may do to a penalty, and how a person says it.
EFFECTS: Mapping[str, Text] = {"heavier": Text("从重", "heavier"), "lighter": Text("从轻或者减轻", "lighter"), "none": Text("不予罚款", "no fine")}
#: The least sum there is, in yuan: what is from here on is some, what is below it none.
FEN = Decimal("0.01")
_MARKS = ("authority_verification", "orders_verification")

_MOST_LIKE, _LIKE = 6, 0.4  # acts that are named where words name none, and how like they must be


@dataclass(frozen=True, slots=True)
class Fine:
    """
    One range: the value that sets it, what it multiplies, from and below which amount it holds, and when else (a person judges that).

    `whom` names those on whom it is imposed, where that is not whoever committed the breach: the persons responsible in a unit.
    """

    value: str
    of: str
    least: Decimal | None
    below: Decimal | None
    counts_at_least: int | None
    is_floor: bool
    since: date | None
    until: date | None
    when: Text | None
    whom: Text | None = None

    def holds(self, on: date) -> bool:
        """Return whether the range is one of that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a discretion ladder: in which circumstances the penalty is heavier, lighter, or none."""

    effect: str
    when: Text
    verification: str


@dataclass(frozen=True, slots=True)
class Provision:
    """
    One provision that punishes an act. `fields` are the goods it is for (empty: all); `subsidiary` are its words by which it steps back.

    It holds from `since` to before `until` (none: always), and on each such day the rulebook must have its figures: where it has not, the question is refused.
    `before` are the provisions that it displaces, as the special before the general, whatever the figures.
    `whom` names those whom it punishes instead of, or besides, whoever the others punish (makers, wholesalers, persons responsible): it is told, and neither
    compared with the others nor able to govern.

    Who is competent and what may be ordered beside the fine stand apart from the figures, and are checked apart: UNVERIFIED unless the file says otherwise.
    `authority_ground` is the article that names the authority, where that is another than the provision's own.
    `discretion` is what the law itself says of heavier, lighter or no penalty; no local benchmark is held.
    """

    ground: str
    authority: Text
    fields: tuple[str, ...]
    is_special: bool
    subsidiary: Text | None
    condition: Text | None
    fines: tuple[Fine, ...]
    orders: tuple[Text, ...]
    authority_ground: str = ""
    authority_verification: str = "UNVERIFIED"
    orders_verification: str = "UNVERIFIED"
    discretion: tuple[Rung, ...] = ()
    since: date | None = None
    until: date | None = None
    before: tuple[str, ...] = ()
    line_number: int = 1
    whom: Text | None = None

    def holds(self, on: date) -> bool:
        """Return whether the provision is one of that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)

    def is_for(self, field: str, on: date) -> bool:
        """Return whether the provision is for a field of goods and of that day."""
        return (not self.fields or field in self.fields) and self.holds(on)


@dataclass(frozen=True, slots=True)
class Missing:
    """What the rulebook does not have: for which fields (empty: all), from and until when (none: open), and what it is."""

    fields: tuple[str, ...]
    since: date | None
    until: date | None
    what: Text

    def is_for(self, field: str, on: date) -> bool:
        """Return whether it is missing for a field of goods on a day."""
        return (not self.fields or field in self.fields) and (self.since is None or self.since <= on) and (self.until is None or on < self.until)


ALL = "all"


@dataclass(frozen=True, slots=True)
class Act:
    """
    One kind of breach, the duties it breaks, and every provision that may punish it.

    What it is complete for: each field of goods has a special provision, is one of those where the `general` provisions rightly govern (`all`: every other),
    or is `missing` with what is missing. A field of which nothing is said is refused. `known_as`: what people usually call it; several acts may share a word.
    """

    act: str
    title: Text
    duties: tuple[str, ...]
    provisions: tuple[Provision, ...]
    general: tuple[str, ...] = (ALL,)
    missing: tuple[Missing, ...] = ()
    known_as: tuple[str, ...] = ()

    def is_called(self, words: str) -> bool:
        """Return whether words are its title, in either language, or what people usually call it; letters and the space around count for nothing."""
        asked = words.strip().removeprefix("涉嫌").strip().casefold()
        return asked in {self.title.zh.casefold(), self.title.en.casefold(), *(word.casefold() for word in self.known_as)}

    def is_said_of(self, field: str) -> bool:
        """Return whether the act says by which law it is punished in a field."""
        special = any(field in one.fields for one in self.provisions)
        return special or ALL in self.general or field in self.general or any(not one.fields or field in one.fields for one in self.missing)

    def punishes_in(self, field: str) -> bool:
        """Return whether a provision of the act is for a field of goods, or for all."""
        return any(not one.fields or field in one.fields for one in self.provisions)


class Liabilities:
    """All acts of a rulebook."""

    def __init__(self, acts: Mapping[str, Act]) -> None:
        self.all = acts

    def act(self, name: str) -> Act:
        """
        Return an act by its id, by the id of a duty that it breaks, or by what it is called.

        Raises `BadInput` for one that is not there, and for words that name several.
        """
        found = self.all.get(name) or next((act for act in self.all.values() if name in act.duties), None)
        named = [found] if found else self.called(name)
        if len(named) > 1:
            zh = "；".join(f"{act.title.zh}（{act.act}）" for act in named)
            en = "; ".join(f"{act.title.en} ({act.act})" for act in named)
            raise BadInput(f"“{name}”可以指几种行为，请写明是哪一种：{zh}。", f"{name!r} may mean several acts, say which: {en}.")
        if not named:
            like = self._like(name)
            zh = f"；相近的有：{'；'.join(f'{act.title.zh}（{act.act}）' for act in like)}" if like else "；“法规 → 法律责任”页面列有全部行为"
            en = f"; like it are: {'; '.join(f'{act.title.en} ({act.act})' for act in like)}" if like else "; the page of liability lists all of them"
            raise BadInput(f"没有违法行为“{name[:80]}”{zh}。", f"There is no act {name[:80]!r}{en}.")
        return named[0]

    def _like(self, words: str) -> list[Act]:
        """Return the acts whose key, title or usual name is most like some words, a few at most: a hundred of them nobody reads."""
        asked = words.strip().removeprefix("涉嫌").casefold()[:80]
        ranked = []
        for act in self.all.values():
            names = (act.act, act.title.zh, act.title.en, *act.known_as)
            ranked.append((max(SequenceMatcher(None, asked, one.casefold()).ratio() for one in names), act.act))
        return [self.all[name] for share, name in sorted(ranked, reverse=True)[:_MOST_LIKE] if share >= _LIKE]

    def called(self, words: str) -> list[Act]:
        """
        Return the acts that words name: the one of that title, else those that people usually call so, else those that they call so of other goods.

        Of the last, those that no provision punishes in the field that the words name are left out.
        """
        found = [act for act in self.all.values() if act.is_called(words)]
        asked = words.strip().removeprefix("涉嫌").strip().casefold()
        titled = [act for act in found if asked in {act.title.zh.casefold(), act.title.en.casefold()}]
        return titled or found or self._called_of_other_goods(words)

    def _called_of_other_goods(self, words: str) -> list[Act]:
        """Return the acts of phrases with the same kernel. Words that name no goods do not mean an act that is called so of certain goods only."""
        rest, field = kernel(words), field_named(words)
        found = [act for act, of in self._by_kernel.get(rest, []) if (field or not of) and (not field or act.punishes_in(field))] if rest else []
        return list({act.act: act for act in found}.values())

    @cached_property
    def _by_kernel(self) -> dict[str, list[tuple[Act, str]]]:
        """Return each act, with the field of goods that its phrase names, by the kernel of its title and of its usual names."""
        found: dict[str, list[tuple[Act, str]]] = {}
        for act in self.all.values():
            for name in (act.title.zh, *act.known_as):
                if rest := kernel(name):
                    found.setdefault(rest, []).append((act, field_named(name)))
        return found


def read_liabilities(folder: Path, shown_as: str, statutes: Statutes, faults: Faults) -> Liabilities:
    """Read `<act>.yaml` under a folder, noting every fault, unknown articles and values included."""
    acts: dict[str, Act] = {}
    for path in sorted(folder.glob("*.yaml")):
        top = read(path, f"{shown_as}/{path.name}", faults)
        if top:
            top.only("title", "known_as", "duties", "provisions", "complete")
            provisions = tuple(_read_provision(one, statutes) for one in top.list_of_branches("provisions"))
            if not provisions:
                top.fault("须有罚则（provisions）。", "An act needs provisions.")
            general, missing = _read_complete(top)
            acts[path.stem] = Act(path.stem, top.label("title"), top.words("duties"), provisions, general, missing, top.words("known_as"))
    return Liabilities(acts)


def _read_complete(top: Branch) -> tuple[tuple[str, ...], tuple[Missing, ...]]:
    """Read for which fields an act is complete. An act that does not say so is complete for none."""
    branch = top.branch("complete")
    if branch is None:
        top.fault("须写明完整到何种程度（complete: {general, missing}）。", "An act says for what it is complete (complete: {general, missing}).")
        return (), ()
    branch.only("general", "missing")
    missing = []
    for one in branch.list_of_branches("missing"):
        one.only("fields", "since", "until", "what")
        missing.append(Missing(one.words("fields"), one.day("since"), one.day("until"), one.label("what")))
    return branch.words("general"), tuple(missing)


def _read_provision(branch: Branch, statutes: Statutes) -> Provision:
    branch.only(
        "ground",
        "authority",
        "fields",
        "special",
        "subsidiary",
        "condition",
        "fines",
        "orders",
        "authority_ground",
        *_MARKS,
        "discretion",
        "since",
        "until",
        "before",
        "whom",
    )
    ground = branch.word("ground")
    if not statutes.knows(ground):
        branch.fault(f"法规库没有 {ground}；请先写入 laws。", f"The rulebook has no {ground}; add it to laws.", "ground")
    return Provision(
        ground,
        branch.label("authority"),
        branch.words("fields"),
        branch.flag("special"),
        branch.text("subsidiary", optional=True),
        branch.text("condition", optional=True),
        tuple(_read_fine(one, ground, statutes) for one in branch.list_of_branches("fines")),
        branch.texts("orders"),
        _read_known(branch, "authority_ground", statutes),
        read_verification(branch, "UNVERIFIED", _MARKS[0]),
        read_verification(branch, "UNVERIFIED", _MARKS[1]),
        tuple(_read_rung(one) for one in branch.list_of_branches("discretion")),
        branch.day("since"),
        branch.day("until"),
        branch.words("before"),
        branch.line,
        branch.text("whom", optional=True),
    )


def _read_known(branch: Branch, name: str, statutes: Statutes) -> str:
    ground = branch.word(name, "")
    if ground and not statutes.knows(ground):
        branch.fault(f"法规库没有 {ground}；请先写入 laws。", f"The rulebook has no {ground}; add it to laws.", name)
    return ground


def _read_rung(branch: Branch) -> Rung:
    branch.only("effect", "when", "verification")
    effect = branch.word("effect")
    if effect not in EFFECTS:
        branch.fault(f"effect 须是 {'、'.join(EFFECTS)} 之一。", f"effect must be one of {', '.join(EFFECTS)}.", "effect")
    return Rung(effect, branch.label("when"), read_verification(branch))


def _read_fine(branch: Branch, ground: str, statutes: Statutes) -> Fine:
    branch.only("value", "of", "from", "below", "counts_at_least", "floor", "since", "until", "when", "whom")
    value, of = branch.word("value"), branch.word("of", "")
    if not value.startswith(f"{ground}#") or not statutes.knows(value):
        branch.fault(f"法规库没有 {value}，或者它不在 {ground}。", f"The rulebook has no {value}, or it is not in {ground}.", "value")
    if of and of not in BASES:
        branch.fault(f"of 须是 {'、'.join(BASES)} 之一。", f"of must be one of {', '.join(BASES)}.", "of")
    return Fine(
        value,
        of,
        _read_bound(branch, "from"),
        _read_bound(branch, "below"),
        branch.whole("counts_at_least"),
        branch.flag("floor"),
        branch.day("since"),
        branch.day("until"),
        branch.text("when", optional=True),
        branch.text("whom", optional=True),
    )


def _read_bound(branch: Branch, name: str) -> Decimal | None:
    """Read a sum in yuan, to the fen: `50000`, or `50000.01` for what is more than 50,000."""
    item = branch.items.get(name)
    if item is None:
        return None
    try:
        return Decimal(item.value if isinstance(item, Leaf) and type(item.value) in (int, str) else "")  # type: ignore[arg-type]  # one of the two
    except InvalidOperation:
        branch.fault(f"“{name}”须是金额，写作 50000 或 50000.01。", f"{name!r} must be a sum: write 50000 or 50000.01.", name)
        return None
