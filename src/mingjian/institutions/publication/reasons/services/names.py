"""Take the names of parties and of persons out of what a platform wrote, before it becomes open data."""

import json
import re
from collections.abc import Iterator

from mingjian.core.errors import BadInput
from mingjian.core.linking.names import sort_of
from mingjian.core.linking.persons import without_persons
from mingjian.core.redaction import masked
from mingjian.core.subjects import APART, Place, shop_of
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.operators.models import Link
from mingjian.institutions.publication.models import PublicReason
from mingjian.office.models import Department, Entry, Officer
from mingjian.office.models.hidden import lookup

HOLDER, AGENT, OPERATOR, PARTY, PERSON = "［权利人］", "［代理人］", "［经营者］", "［当事人］", "［个人］"
#: Departments that are a party with an account, and those whose officers are named nowhere in open data; an authority and its officers stay.
_PARTIES = {Department.Kind.RIGHT_HOLDER: HOLDER, Department.Kind.OPERATOR: OPERATOR}
_PRIVATE = {*_PARTIES, Department.Kind.PLATFORM, Department.Kind.COURIER}
#: Version of the rules by which names are taken out; statements of an earlier one are drawn anew by the next night. Raise it with each change here.
RULES = 2
_MOST_GOODS = 200  # signs of the goods of a statement
_MOST_ADDRESSES = 2000  # of one notice whose shops are looked up
_MOST_OFFICERS = 500  # of the departments that take part in one dossier
_SHORTEST_ASCII = 4  # signs of a name in Latin letters or digits: a shorter one stands in other words
_FACTS = ("reason", "note", "decision_reference")
_APART = re.compile(r"[，,、；;。：:（）()|/\s]+")
_LABEL = re.compile(
    r"^(?:姓名|名称|经营者|联系人|法定代表人|负责人|代理人|联系电话|联系方式|电话|手机号?码?|电子邮箱|邮箱|地址|住所|住址|住|经营场所|身份证号?码?|公民身份号码|统一社会信用代码)"
)
_MASKS = re.compile(rf"{'|'.join((HOLDER, AGENT, OPERATOR, PARTY, PERSON))}|\*+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def without_names(text: str, notice: Notice) -> str:
    """Return a text without the names of holder, agent, operators, shops and persons that the notice and its dossier tell, and without persons named beside."""
    for name, word in sorted(_names_of(notice), key=lambda pair: -len(pair[0])):
        text = _pattern(name).sub(word, text)
    return without_persons(text, PERSON)


def public_words(text: str, notice: Notice) -> str:
    """Return a text about a notice as the public may read it: names first, since of a name with digits masking leaves a part."""
    return masked(without_names(text, notice), notice.right.public_words)


def raw_words(entry: Entry, notice: Notice) -> tuple[str, str]:
    """Return goods and facts of one decision on a notice as they are on record."""
    papers = json.loads(entry.body).get("papers") or {}
    return notice.goods, next((str(papers[one]) for one in _FACTS if papers.get(one)), "")


def words_of_decision(entry: Entry, notice: Notice) -> tuple[str, str]:
    """Return goods and facts of one decision on a notice as the public may read them."""
    goods, facts = raw_words(entry, notice)
    return public_words(goods, notice)[:_MOST_GOODS], public_words(facts, notice)


def is_erased(entry: Entry) -> bool:
    """Return whether the names that its dossier told are gone: drawn anew, its statement would show those that it was drawn without."""
    return entry.dossier is not None and entry.dossier.erasures.exists()


def masks_as_much(text: str, before: str) -> bool:
    """Return whether a text shows nothing that an earlier one masked: each run of words between its masks stands in the earlier one, in the same order."""
    if not _MASKS.search(before):
        return True
    shown, place = "\n\n".join(_MASKS.split(before)), 0
    for run in filter(None, _MASKS.split(text)):
        found = shown.find(run, place)
        if found < 0:
            return False
        place = found + len(run)
    return True


def masks_only(text: str, raw: str) -> bool:
    """Return whether a text is another one in which something was masked, and nothing written: each run of words between its masks stands there, in order."""
    runs, place = _MASKS.split(text), 0
    if len(runs) == 1:
        return text == raw or (len(text) == _MOST_GOODS and raw.startswith(text))
    if not raw.startswith(runs[0]):
        return False
    for run in filter(None, runs):
        found = raw.find(run, place)
        if found < 0:
            return False
        place = found + len(run)
    return bool(runs[-1] == "" or raw.endswith(runs[-1]) or len(text) == _MOST_GOODS)


def notice_of(statement: PublicReason) -> Notice | None:
    """Return the notice that a statement is about."""
    dossiers = Entry.objects.filter(index=statement.entry_index).values("dossier")
    return Notice.objects.filter(dossier__in=dossiers).select_related("right", "department").first()


def _names_of(notice: Notice) -> Iterator[tuple[str, str]]:
    """Return what is known to name somebody, each with the word in its place. Of what is read out of other text, no registered mark is a name."""
    yield from ((name.strip(), word) for name, word in ((notice.right.holder, HOLDER), (notice.right.agent, AGENT)) if name.strip())
    public = {word.casefold() for word in notice.right.public_words}
    for name, word in dict.fromkeys(_told(notice)):
        if _is_name(name) and name.casefold() not in public:
            yield name, word


def _told(notice: Notice) -> Iterator[tuple[str, str]]:
    yield from ((part, HOLDER) for part in _parts(notice.right.identity))
    yield from ((name.strip(), OPERATOR) for name in notice.operator_receipts.values_list("operator", flat=True))
    for answer in notice.operator_answers.only("identity"):
        yield from ((part, OPERATOR) for part in _parts(answer.identity))
    yield from ((name, OPERATOR) for name in _of_addresses(notice))
    if notice.dossier is None:
        return
    for kept in notice.dossier.personal_values.filter(name="true_identity"):
        yield from ((part, PARTY) for part in _parts(kept.value))
    departments = [seat.department for seat in notice.dossier.seats.select_related("department") if seat.department.kind in _PRIVATE]
    for department in departments:
        if department.kind in _PARTIES:
            yield from ((name.strip(), _PARTIES[Department.Kind(department.kind)]) for name in (department.name_zh, department.name_en))
    officers = Officer.objects.filter(department__in=departments)[:_MOST_OFFICERS]
    yield from ((officer.name_zh.strip(), PERSON) for officer in officers if sort_of(officer.name_zh.strip()))


def _of_addresses(notice: Notice) -> set[str]:
    """Return the names of places and shops that addresses tell, and of the subjects on file to which such a shop is tied."""
    names, shops = set(), set()
    for address in notice.addresses[:_MOST_ADDRESSES]:
        if APART in address:
            try:
                names.add(Place.read(address).name)
            except BadInput:
                continue
        elif shop := shop_of(address).rpartition("/")[2]:
            shops.add(shop)
    platform = notice.department.platform or notice.department.name_zh
    links = Link.objects.filter(kind="shop", value_key__in=[lookup(f"{platform}/{shop}") for shop in shops]).exclude(stands="dropped")
    return names | shops | {link.subject.name for link in links.select_related("subject")}


def _parts(identity: str) -> Iterator[str]:
    """Return the names and places that a true identity consists of: not its labels, and no number, which is masked by its form."""
    for part in _APART.split(identity):
        name = _LABEL.sub("", part)
        if _CHINESE.search(name) and (len(name) >= _SHORTEST_ASCII or sort_of(name)):
            yield name


def _is_name(name: str) -> bool:
    return len(name) >= (2 if _CHINESE.search(name) else _SHORTEST_ASCII)


def _pattern(name: str) -> re.Pattern[str]:
    """Find a name with blanks between its signs, too (`张 伟`); one of Latin letters and digits only where it stands by itself."""
    signs = r"\s?".join(re.escape(sign) for sign in "".join(name.split()))
    return re.compile(signs if _CHINESE.search(name) else rf"(?<![A-Za-z0-9]){signs}(?![A-Za-z0-9])", re.IGNORECASE)
