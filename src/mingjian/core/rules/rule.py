"""One rule: what it asks of a listing or post, checked when it is written, and read aloud in plain words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.language import Text, amount, is_text

KINDS = {"listing": Text("商品信息", "listings"), "post": Text("帖文", "posts")}
MOST_WORDS, LONGEST_WORD = 200, 40
HOURS = 24


@dataclass(frozen=True)
class Rule:
    """
    What a rule asks. Everything that is given must hold; what is empty or None asks nothing.

    `any_of`: at least one of these words; `all_of`: each of these; `none_of`: none of these. `near`: the words found lie within so many characters.
    `by_sound`: words that only sound alike count, too. `fields`: fields of goods (ids of the vocabulary); `least_price`, `most_price`: yuan, both included;
    `platforms`: names; `places`: how the place of dispatch begins, or holds; `from_hour`, `to_hour`: of the day in Beijing, from included, to not; over
    midnight where from is later than to, and the whole day where both are the same.
    """

    kinds: tuple[str, ...] = ("listing",)
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    near: int | None = None
    by_sound: bool = False
    fields: tuple[str, ...] = ()
    least_price: float | None = None
    most_price: float | None = None
    platforms: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    from_hour: int | None = None
    to_hour: int | None = None

    def __post_init__(self) -> None:
        _check_words(self)
        _check_numbers(self)
        if not self.kinds or set(self.kinds) - set(KINDS):
            raise BadInput("规则须说明查商品信息还是帖文。", "A rule must say whether it looks at listings or posts.")

    @classmethod
    def read(cls, told: dict[str, Any]) -> "Rule":
        """Make a rule of plain JSON. Unknown keys are refused."""
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(told) - known):
            raise BadInput(f"规则没有“{unknown[0]}”一项。", f"A rule has no {unknown[0]!r}.")
        given: dict[str, Any] = {name: _read(name, value) for name, value in told.items()}
        return cls(**given)

    def told(self) -> dict[str, Any]:
        """Return the rule as plain JSON, which `read` takes back."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @property
    def wanted(self) -> tuple[str, ...]:
        """Return the words that it finds, none twice."""
        return tuple(dict.fromkeys((*self.any_of, *self.all_of)))

    def said(self, titles: dict[str, Text] | None = None) -> Text:
        """Read the rule aloud; `titles` names the fields of goods."""
        parts = list(_said(self, titles or {}))
        kinds = [KINDS[kind] for kind in self.kinds]
        zh = f"{'和'.join(kind.zh for kind in kinds)}中，{'；'.join(part.zh for part in parts)}。"
        en = f"In {' and '.join(kind.en for kind in kinds)}: {'; '.join(part.en for part in parts)}."
        return Text(zh, en)


def _read(name: str, value: object) -> object:
    """Take one item of plain JSON for what it must be, or say what it must be."""
    if name in _LISTS and isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if name == "by_sound" and isinstance(value, bool):
        return value
    if name in _WHOLE and (value is None or isinstance(value, int)) and not isinstance(value, bool):
        return value
    if name in _PRICES and (value is None or isinstance(value, (int, float))) and not isinstance(value, bool):
        return value
    raise BadInput(f"规则的“{name}”不可读：{str(value)[:40]!r}。", f"{name!r} of a rule cannot be {str(value)[:40]!r}.")


_LISTS = frozenset(("kinds", "any_of", "all_of", "none_of", "fields", "platforms", "places"))
_WHOLE, _PRICES = frozenset(("near", "from_hour", "to_hour")), frozenset(("least_price", "most_price"))


def _check_words(rule: Rule) -> None:
    words = [*rule.any_of, *rule.all_of, *rule.none_of]
    if not rule.wanted:
        raise BadInput("规则至少要有一个要找的词。", "A rule needs at least one word to look for.")
    if len(words) > MOST_WORDS:
        zh, en = f"一条规则至多 {MOST_WORDS} 个词，现有 {len(words):,} 个", f"A rule has {MOST_WORDS} words at most, and these are {len(words):,}"
        raise BadInput(f"{zh}；请分成几条规则。", f"{en}: make several rules of them.")
    if both := sorted(set(rule.wanted) & set(rule.none_of)):
        raise BadInput(f"“{both[0]}”既要有又不能有。", f"{both[0]!r} is both wanted and forbidden.")
    for word in words:
        if not is_text(word):
            raise BadInput(f"词中有不成字的符号：{word[:LONGEST_WORD]!r}。", f"A word holds what is no character: {word[:LONGEST_WORD]!r}.")
        if not word.strip() or len(word) > LONGEST_WORD:
            raise BadInput(
                f"词须有 2 至 {LONGEST_WORD} 个字：“{word[:LONGEST_WORD]}”。", f"A word has 2 to {LONGEST_WORD} characters: {word[:LONGEST_WORD]!r}."
            )
    from mingjian.core.text.lexicon import Lexicon  # numba: needed where words are looked for (decision 130)
    from mingjian.core.text.patterns import Term

    Lexicon([Term(word) for word in dict.fromkeys(words)], by_sound=False)  # says which word is too short once it is folded


def _check_numbers(rule: Rule) -> None:
    if rule.near is not None and not 2 <= rule.near <= 10_000:
        raise BadInput("“相距”须在 2 至 10000 字之间。", "The distance must lie between 2 and 10,000 characters.")
    for price in (rule.least_price, rule.most_price):
        if price is not None and not 0 <= price < 1e12:
            raise BadInput("价格须为不小于 0 的数。", "A price is a number, 0 or more.")
    if rule.least_price is not None and rule.most_price is not None and rule.least_price > rule.most_price:
        raise BadInput("最低价高于最高价。", "The lowest price is above the highest.")
    if (rule.from_hour is None) != (rule.to_hour is None):
        raise BadInput("时段须有起有止。", "A span of hours needs both ends.")
    if any(hour is not None and not 0 <= hour <= HOURS for hour in (rule.from_hour, rule.to_hour)):
        raise BadInput("时刻须在 0 至 24 点之间。", "An hour lies between 0 and 24.")


def _said(rule: Rule, titles: dict[str, Text]) -> Sequence[Text]:
    parts = []
    if rule.all_of:
        parts.append(Text(f"同时出现{_quoted(rule.all_of).zh}", f"all of {_quoted(rule.all_of).en} stand"))
    if rule.any_of:
        parts.append(Text(f"出现{_quoted(rule.any_of).zh}中的任何一个", f"at least one of {_quoted(rule.any_of).en} stands"))
    if rule.near is not None and len(rule.wanted) > 1:
        parts.append(Text(f"各词相距不超过 {rule.near} 字", f"the words lie within {rule.near} characters"))
    if rule.none_of:
        parts.append(Text(f"不出现{_quoted(rule.none_of).zh}", f"none of {_quoted(rule.none_of).en} stands"))
    if rule.by_sound:
        parts.append(Text("谐音也算", "words that sound alike count"))
    if rule.fields:
        named = [titles.get(field, Text(field, field)) for field in rule.fields]
        parts.append(Text(f"商品属于{'、'.join(one.zh for one in named)}", f"the goods are {', '.join(one.en.lower() for one in named)}"))
    return [*parts, *_said_of_the_rest(rule)]


def _said_of_the_rest(rule: Rule) -> Sequence[Text]:
    parts = []
    if rule.least_price is not None and rule.most_price is not None:
        low, high = amount(rule.least_price), amount(rule.most_price)
        parts.append(Text(f"价格在 {low} 至 {high} 元", f"the price is {low} to {high} yuan"))
    elif rule.least_price is not None:
        parts.append(Text(f"价格不低于 {amount(rule.least_price)} 元", f"the price is {amount(rule.least_price)} yuan or more"))
    elif rule.most_price is not None:
        parts.append(Text(f"价格不高于 {amount(rule.most_price)} 元", f"the price is {amount(rule.most_price)} yuan or less"))
    if rule.platforms:
        parts.append(Text(f"平台为{'、'.join(rule.platforms)}", f"the platform is {', '.join(rule.platforms)}"))
    if rule.places:
        parts.append(Text(f"发货地为{'、'.join(rule.places)}", f"dispatched from {', '.join(rule.places)}"))
    if rule.from_hour is not None and rule.to_hour is not None:
        parts.append(Text(f"时间在 {rule.from_hour} 点至 {rule.to_hour} 点", f"seen or posted from {rule.from_hour}:00 to {rule.to_hour}:00"))
    return parts


def _quoted(words: Sequence[str]) -> Text:
    return Text("、".join(f"“{word}”" for word in words), ", ".join(f"“{word}”" for word in words))
