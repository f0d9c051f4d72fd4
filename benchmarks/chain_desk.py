"""
What the chains of `chains.py` have in common: the officers of a demo at their browsers, and the stretches from a typed clue to a closed case.

An officer's way is taken as she would take it: from home to the clue or case by its link, then from part to part. Each chain says which text is typed where.
"""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from desk_hand import Hand, Refused, Tally
from lxml.html import tostring

from mingjian.core.identifiers.digits import USCC_ALPHABET, uscc

PASSWORDS = {
    "county": "Tonglu-demo-2026",
    "head": "Tonglu-head-2026",
    "deputy": "Tonglu-deputy-2026",
    "reviewer": "Tonglu-review-2026",
    "police": "Police-demo-2026",
    "policehead": "Police-head-2026",
    "procurator": "Procurator-demo-2026",
}
WHY_READ = {"purpose": "制作本案文书", "ground": "《市场监督管理行政处罚程序规定》第六十二条"}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def code_of(beginning: str) -> str:
    """Return a credit code that begins so and holds its check."""
    return next(f"{beginning}{sign}" for sign in USCC_ALPHABET if uscc(f"{beginning}{sign}"))


def identity_of(beginning: str) -> str:
    """Return a number of identity that begins with these 17 digits and holds its check."""
    return beginning + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(beginning, _WEIGHTS, strict=True)) % 11]


@dataclass
class Exhibit:
    """A file that becomes an exhibit: its name, what it holds, and what the list of evidence says of it; empty: what stands proposed is right."""

    name: str
    content: bytes
    kind: str
    maker: str
    made_on: str
    shows: str
    proves: Sequence[str]
    source: str = ""


@dataclass
class Chain:
    """One chain as it is walked: the hands, what was counted, the numbers of its dossiers, what was refused and the papers as they were printed."""

    base: str
    tally: Tally = field(default_factory=Tally)
    numbers: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    papers: dict[str, bytes] = field(default_factory=dict)
    hands: dict[str, Hand] = field(default_factory=dict)
    last: str = ""  # whose hand it was: who comes after another loads the page anew

    def at(self, name: str) -> Hand:
        """Return the hand of an officer, who signs in at first."""
        if name not in self.hands:
            self.hands[name] = Hand(self.base, name, PASSWORDS[name], self.tally)
        return self.hands[name]

    def open(self, name: str, number: str, part: str = "") -> Hand:
        """Bring an officer to a dossier: by the link that stands on the home page, or else by the search of every page."""
        hand = self.at(name)
        if number not in hand.url or "/law/" in hand.url:
            hand.home()
            try:
                hand.follow(number)
            except Refused:
                hand.search(number)
        elif self.last != name:
            hand.again()
        self.last = name
        if part and urlsplit(hand.url).path.endswith(part):
            return hand  # whoever has just entered a row of a part stands there
        if part:
            hand.follow(part)
        elif hand.page.xpath("//main//a[starts-with(text(), '概览和办理')]") and not hand.page.xpath("//*[starts-with(@id, 'step-')]"):
            hand.follow("概览和办理")
        return hand

    def refused(self, name: str, step: str, **papers: Any) -> str:
        """Take a step that has to be refused, and return what the page says. Raises Refused where it is not refused."""
        hand = self.at(name)
        try:
            hand.take(step, **papers)
        except Refused as error:
            self.refusals.append(str(error))
            return str(error)
        raise Refused(f"{step} was not refused")

    def sign(self, number: str, step: str, second: str, first: str = "county", **papers: Any) -> None:
        """Take a step that two sign: the first fills it in, the second finds it on the home page."""
        self.open(first, number).take(step, **papers)
        self.open(second, number).take(step)

    @property
    def today(self) -> str:
        """Return the day of the demo, as its banner says it."""
        hand = next(iter(self.hands.values()))
        said = re.search(r"\d{4}-\d{2}-\d{2}", "".join(hand.look("/").xpath("//aside[@class='demo']")[0].itertext()))
        assert said is not None  # every page of a demo has its day
        return said[0]

    def later(self, days: int) -> str:
        """Return a day after that of the demo."""
        return (date.fromisoformat(self.today) + timedelta(days=days)).isoformat()

    def forward(self, days: int) -> None:
        """Move the clock of the demo forward; nobody's work, and not counted."""
        before = (self.tally.requests, len(self.tally.clicked), self.tally.characters, len(self.tally.typed), len(self.tally.typed_twice))
        hand = self.at("county")
        hand.send(hand.page.xpath("//aside//form")[0], days=str(days))
        time.sleep(1.5)
        self.tally.requests, self.tally.characters = before[0], before[2]
        del self.tally.clicked[before[1] :], self.tally.typed[before[3] :], self.tally.typed_twice[before[4] :]
        for other in self.hands.values():
            other.url = self.base

    def register(self, ticket: str = "", **clue: str) -> str:
        """Paste the report as it came, if there is one, type what it does not say, and receive it."""
        county = self.at("county")
        county.home()
        county.follow("线索")
        county.follow("/clues/new")
        if ticket:
            county.paste("识别填入", ticket)
        county.press("接收并由本人办理", **clue)
        self.numbers["clue"], self.last = county.url.rsplit("/", 1)[1], "county"
        return self.numbers["clue"]

    def seal(self, number: str, exhibits: Sequence[Exhibit]) -> None:
        """Bring files to a dossier."""
        county = self.open("county", number, "/evidence")
        form = next(one for one in county.page.xpath("//main//form") if one.get("action", "").endswith("/files"))
        county.send(form, file=[(one.name, one.content, _type_of(one.name)) for one in exhibits])

    def list_files(self, number: str, exhibits: Sequence[Exhibit]) -> None:
        """Tick files into the list of evidence, each with what it proves."""
        county = self.open("county", number, "/evidence")
        form = next(one for one in county.page.xpath("//main//form") if "list-files" in one.get("action", ""))
        given: dict[str, Any] = {}
        boxes = {box.get("value"): box for box in form.xpath(".//input[@name='file']")}
        ticked = []
        for key in boxes:
            title = form.xpath(f".//input[@name='title-{key}']/@value")[0]
            about = next((one for one in exhibits if one.name.rpartition(".")[0] == title.rpartition(".")[0] or one.name.startswith(title)), None)
            if about is None:
                continue
            ticked.append(key)
            told: dict[str, Any] = {name: getattr(about, name) for name in ("kind", "maker", "made_on", "shows", "source")}
            told["proves"] = list(about.proves)
            given |= {f"{name}-{key}": value for name, value in told.items() if value and form.xpath(f".//*[@name='{name}-{key}']")}
        county.send(form, file=ticked, **given)

    def load_orders(self) -> None:
        """Load the table of orders that lies among the files of the dossier that stands, and come back to its evidence."""
        self.at("county").press("作为订单载入")

    def file_case(self, clue: str, result: str, *, reporter: str, second: str = "桐副局") -> str:
        """Conclude the check, decide to file, and open the case with two investigators; the second stands filled in where they worked together before."""
        self.open("county", clue).take("conclude_check", check_result=result, proposal="file")
        head = self.open("head", clue)
        head.take("decide_to_file", reporter=reporter)
        head.follow("建立")
        head.send(head.page.xpath("//main//form[@method='post']")[-1], second=second)
        self.numbers["case"] = re.split(r"[?#]", head.url.rsplit("/", 1)[1])[0]
        return self.numbers["case"]

    def describe(self, number: str, **case: Any) -> None:
        """Confirm act and field of a case, which the fine is held against."""
        county = self.open("county", number)
        county.send(next(one for one in county.page.xpath("//form") if one.get("action", "").endswith("/describe")), **case)

    def row(self, number: str, part: str, act: str, **fact: str) -> None:
        """Enter or correct a row of the matter."""
        self.open("county", number, part).act(act, **fact)

    def complete(self, number: str, **facts: str) -> None:
        """Write into the form of what the matter lacks what no record says; what stands there is read and left. A name is that of a field or its end."""
        county = self.open("county", number)
        county.send(next(one for one in county.page.xpath("//main//form") if one.get("action", "").endswith("/complete")), **facts)

    def amount(self, number: str, proof: str, **line: str) -> None:
        """Enter a line of the amount ledger, proven by the file of a name."""
        county = self.open("county", number, "/amounts")
        form = next(one for one in county.page.xpath("//main//form") if "add_amount_line" in one.get("action", ""))
        boxes = form.xpath(".//label[input[@name='amount_proofs' or contains(@name, '-amount_proofs')]]")
        keys = [box.xpath("./input/@value")[0] for box in boxes if proof in "".join(box.itertext())]
        county.ask(form, [("amount_proofs", key) for key in keys])
        county.send(county.page.xpath("//main//form[@method='post']")[-1], **line)

    def penalties(self, number: str, items: Sequence[Mapping[str, str]]) -> None:
        """Enter what is intended, an item each."""
        for one in items:
            self.row(number, "/papers", "登记项目", **one)

    def paper(self, number: str, form: str, by: str = "county") -> bytes:
        """Make a paper from its page, with the personal values that it asks for, and return the Word file."""
        hand = self.open(by, number, "/papers" if number[0] in "AC" else "")
        known = set(re.findall(r"/documents/(\d+)\.docx", hand.source))
        hand.follow(f"/documents/{form}")
        if any("写明目的和依据后写入文书" in "".join(link.itertext()) for link in hand.page.xpath("//main//a")):
            hand.follow("写明目的和依据后写入文书")
            hand.send(hand.page.xpath("//main//form[@method='post']")[-1], **WHY_READ)
            if not hand.url.endswith(f"/documents/{form}"):
                hand.follow(f"/documents/{form}")
        hand.press("制作此文书")
        made = set(re.findall(r"/documents/(\d+)\.docx", hand.source)) - known
        if not made:
            raise Refused(f"{form} of {number} was not made: {hand.said()[:200]}")
        self.papers[f"{number}-{form}"] = hand.download(f"/documents/{max(made, key=int)}.docx")
        return self.papers[f"{number}-{form}"]

    def make_all(self, number: str, by: str = "county") -> None:
        """Make all papers that are due and stand ticked, by one click where the next step stands; purpose and ground stand there too, as proposed."""
        hand = self.open(by, number)
        hand.press("制作以上文书")
        made = set(re.findall(r"/documents/(\d+)\.docx", pages_of_papers(hand, number))) - {one.rpartition("-")[2] for one in self.papers}
        if not made:
            raise Refused(f"nothing of {number} was made: {hand.said()[:200]}")
        for key in sorted(made, key=int):
            self.papers[f"{number}-{key}"] = hand.download(f"/documents/{key}.docx")

    def collect(self, number: str) -> None:
        """Keep every paper that the page of a dossier offers as Word."""
        hand = self.at("county")
        for key in sorted(set(re.findall(r"/documents/(\d+)\.docx", hand.source)), key=int):
            self.papers[f"{number}-{key}"] = hand.download(f"/documents/{key}.docx")

    def publish(self, number: str, **track: str) -> None:
        """Draft the public copy, and have the deputy release it."""
        county = self.open("county", number)
        county.send(next(one for one in county.page.xpath("//form") if one.get("action", "").endswith("/draft_publication")))
        deputy = self.open("deputy", number)
        deputy.send(next(one for one in deputy.page.xpath("//form") if "release_publication" in one.get("action", "")), **track)


def pages_of_papers(hand: Hand, number: str) -> str:
    """Return the part of a dossier's page that lists its papers, which is looked at and not gone to."""
    return str(tostring(hand.look(f"/dossiers/{number}/part/papers"), encoding="unicode"))


def _type_of(name: str) -> str:
    return {"png": "image/png", "pdf": "application/pdf", "csv": "text/csv"}.get(name.rpartition(".")[2], "application/octet-stream")


def picture(words: str) -> bytes:
    """Return bytes that begin as a picture does; no two chains have the same."""
    return b"\x89PNG\r\n\x1a\n" + words.encode()
