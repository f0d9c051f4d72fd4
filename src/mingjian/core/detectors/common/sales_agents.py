"""What posts and listings tell of agents: who brought whom in, words, ranks with prices, ways to be reached; and who of all these is one person."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import pyarrow as pa

from mingjian.core.extraction.contacts import find_contacts
from mingjian.core.extraction.head_pay import find_head_pay
from mingjian.core.extraction.invitations import find_ties
from mingjian.core.extraction.tiers import Tier, find_tiers
from mingjian.core.language import amount
from mingjian.core.wording import Texts

FEE, HEADS, TEAM, RANK = "entry_fee", "head_reward", "team_reward", "agent_level"
WORDS = (FEE, HEADS, TEAM, RANK)
TIER, CONTACT = "tier", "contact"
MOST_SHARERS = 50  # accounts that give one contact: of more, it is nobody's own
_REACHED_BY = frozenset(("wechat", "qq", "phone", "telegram", "whatsapp", "wechat_pay", "alipay", "qq_pay"))  # or paid: a payment code is somebody's own, too
_LEAST_SURE, _LEAST_WORD = 2, 2
_BEIJING = timedelta(hours=8)
_ACCOUNT = {"post": "account_id", "listing": "shop_id"}

#: One thing that one text tells of its account: `kind` is that of a tie (upper, lower, given, used), a category of WORDS, tier or contact.
SAID = pa.schema([(name, pa.string()) for name in ("record", "platform", "account", "id", "day", "kind", "said")])


class Kernel:
    """Reads batches of one kind of record; pickles as its name."""

    def __init__(self, record: str) -> None:
        self.record = record

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from pa.Table.from_pylist(list(self._told(Texts(batch))), SAID).to_batches()

    def _told(self, texts: Texts) -> Iterator[dict[str, str]]:
        with_words = set(texts.rows_with(WORDS, _LEAST_WORD).tolist())
        for row, text in enumerate(texts.joined.to_pylist()):
            if not text or not texts.value(row, _ACCOUNT[self.record]):
                continue
            told = [*_ties_and_sums(text), *(_words(texts, row) if row in with_words else ())]
            if told and not texts.reading(row).is_reporting:
                place = self._place(texts, row)
                yield from ({**place, "kind": kind, "said": said} for kind, said in [*told, *_contacts(text)])

    def _place(self, texts: Texts, row: int) -> dict[str, str]:
        at: datetime | None = texts.value(row, "posted_at" if self.record == "post" else "seen_at")
        account, number = texts.value(row, _ACCOUNT[self.record]), texts.value(row, f"{self.record}_id") or ""
        day = (at + _BEIJING).date().isoformat() if at else ""
        return {"record": self.record, "platform": texts.value(row, "platform") or "", "account": account, "id": number, "day": day}


def _words(texts: Texts, row: int) -> Iterator[tuple[str, str]]:
    yield from ((one.category, one.term) for one in texts.reading(row).of(*WORDS, least=_LEAST_WORD))


def _ties_and_sums(text: str) -> Iterator[tuple[str, str]]:
    yield from ((one.kind, one.name) for one in find_ties(text))
    yield from ((TIER, f"{one.kind}|{one.rank}|{amount(one.amount)}") for one in find_tiers(text))
    yield from ((HEADS, one.words) for one in find_head_pay(text))


def _contacts(text: str) -> Iterator[tuple[str, str]]:
    """Return the ways to reach the account itself: those of service lines, and of whom it names as its upper, are not its own."""
    ties = [(one.start, one.end) for one in find_ties(text)]
    for one in find_contacts(text):
        is_own = not any(start < one.end and one.start < end for start, end in ties)
        if one.value and one.kind in _REACHED_BY and one.strength >= _LEAST_SURE and not one.is_service and is_own:
            yield CONTACT, one.value.lower()


def tier_of(said: str) -> Tier:
    """Read a tier as the kernel wrote it."""
    kind, rank, amount = said.split("|")
    return Tier(rank, kind, float(amount), 0, 0)


class Persons:
    """
    Who is one person: accounts and shops, of whatever platform, that give the same way to be reached.

    Taking them for one can only lessen the number of persons. A contact that more than 50 give is nobody's own.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._first: dict[str, str] = {}
        givers: dict[str, set[str]] = {}
        for row in rows:
            if row["kind"] == CONTACT:
                givers.setdefault(row["said"], set()).add(account_of(row))
        own = {contact: accounts for contact, accounts in givers.items() if len(accounts) <= MOST_SHARERS}
        for contact in sorted(own):
            for account in own[contact]:
                self._join(account, contact)
        self.shared = {contact: sorted(accounts) for contact, accounts in sorted(own.items()) if len(accounts) > 1}
        self._reached = {contact: min(accounts) for contact, accounts in own.items()}

    def _join(self, one: str, contact: str) -> None:
        ends = sorted((self._root(one), self._root(f"\x00{contact}")), key=lambda end: (end.startswith("\x00"), end))
        self._first[ends[1]] = ends[0]

    def _root(self, one: str) -> str:
        passed = []
        while (above := self._first.get(one, one)) != one:
            passed.append(one)
            one = above
        self._first.update(dict.fromkeys(passed, one))  # so that a long chain is walked once
        return one

    def of(self, account: str) -> str:
        """Return the account that stands for the person behind one."""
        return self._root(account)

    def named(self, platform: str, name: str) -> str:
        """Return the person whom a text of a platform names: by a way to reach them, else by the name of an account there."""
        return self.of(self._reached.get(name.lower(), f"{platform}/{name}"))


def account_of(row: Mapping[str, str]) -> str:
    """Return platform/account of what was told."""
    return f"{row['platform']}/{row['account']}"


def ties_of(rows: Iterable[Mapping[str, str]], persons: Persons) -> set[tuple[str, str]]:
    """Return (upper, lower) of persons; whoever used a code stands below those of the same platform who gave it out as theirs."""
    rows = list(rows)
    givers: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row["kind"] == "given":
            givers.setdefault((row["platform"], row["said"]), set()).add(persons.of(account_of(row)))
    found = set()
    for row in rows:
        one = persons.of(account_of(row))
        if row["kind"] == "upper":
            found.add((persons.named(row["platform"], row["said"]), one))
        elif row["kind"] == "lower":
            found.add((one, persons.named(row["platform"], row["said"])))
        elif row["kind"] == "used":
            found |= {(giver, one) for giver in givers.get((row["platform"], row["said"]), ())}
    return found
