"""Who decided about whom: the number of a decision, the authority, the party with its code, and the act in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mingjian.core.extraction.decisions.authorities import authorities
from mingjian.core.extraction.decisions.compact import Compact
from mingjian.core.extraction.tables import table
from mingjian.core.identifiers import identify
from mingjian.core.persons import is_of_person


@dataclass(frozen=True, slots=True)
class Value:
    """One value in words: what stands there, how sure, and its place in the raw text."""

    value: str
    confidence: float
    start: int
    end: int


_NUMBER = re.compile(r"(?P<letters>[一-龥a-z()]{2,20}?)[〔\[(【﹝\{](?P<year>(?:19|20)\d{2})[〕\])】﹞\}](?:第)?(?P<serial>[a-z]{0,3}\d[\d\-—]{0,18})号")
_OF_PENALTY = re.compile(r"罚|处字?$|处理?字$|监[一-龥]{0,4}处")
_OF_OTHER = re.compile(r"告|听|强|移|登|改|立|询|检|鉴|查|封|扣|抽|送|复议|函|通|催")
_LABELLED_NUMBER = re.compile(r"(?:文书?号|决定书?(?:文|编)?号|案号|编号)[:|]*$")
_NO_LETTERS = re.compile(r"^(?:行政)?(?:处罚)?(?:决定书?)?(?:文?书?)?(?:文|编|字)?号?[:|(]*|^[一-龥]*(?:局|委员会|大队|支队|总队)(?:行政处罚决定书)?")

_DECISION = re.compile(r"(?:|\n)(?:不予)?(?:当场)?行政处罚(?:决定书|信息|案件)")
_AUTHORITY_LABEL = re.compile(r"(?:(?:作出)?(?:行政)?(?:处罚)?(?:决定|执法|处罚)(?:的)?(?:机关|单位|部门)(?:名称)?)[:|]*$")
_SOURCE_LABEL = re.compile(r"(?:来源|发布(?:机构|单位|部门)|公开部门|发文机关|信息来源)[:|]*$")
_OF_REMEDY = re.compile(r"(?:向|由|报|接到?|收到|抄送|移送|转来|根据|经)(?:[一-龥]{0,12}(?:人民政府|或者|或|、))?$")
_SIGNED = re.compile(r"[\n|]*(?:\(?(?:印章|公章|盖章)\)?)?[\n|]*(?:(?:19|20)\d{2}年|[一二][九〇○零o])")
_ACTS = re.compile(r"近日|日前|(?:执法|工作)人员|依法|对|于|决定|作出|在|稽查|查处")

_PARTY_LABEL = re.compile(
    r"(?:^|[\n|,;。(])(?:\d[.、])?(?:被?行政?处罚(?:的)?)?(?:当事人|被处罚(?:人|单位|对象|个人)|行政相对人|相对人|(?:违法|处罚)(?:企业|主体|对象))(?:基本情况)?(?:\(?(?:名称|姓名)(?:(?:或|/|或者)?(?:姓名|名称))?\)?)?[:|]+(?P<value>[^\n|,;。:]{2,60})"
)
_NAME_LABEL = re.compile(r"(?:^|[\n|;。])(?:(?:单位|企业|字号|个体工商户|商户)[:|\n]{0,2})?名称[:|]+(?P<value>[^\n|,;。:]{2,60})")
_NEXT_LABEL = re.compile(
    r"(?:主体资格证照|统一社会信用|社会信用代码|营业执照|类型|住所|住址|地址|注册号|法定代表人|负责人|经营者|身份证|性别|男|女|案由|违法行为|经营场所|联系|以下简称|\(以下)"
)
_TITLED = (
    (re.compile(r"处罚决定书\((?P<value>[^()\n]{2,30}(?:\([^()]{2,8}\))?[^()\n]{0,30})\)"), 0.9),
    (
        re.compile(r"(?:^|[\n|号\-—:、\d])(?P<value>{firm})(?:涉嫌|销售|经营|生产|未|侵犯|发布|从事|使用|擅自|违法|违反|虚假|无证|不正当|以)[^。\n]{{2,60}}案"),
        0.85,
    ),
    (re.compile(r"(?:^|[\n。,;])(?:关于)?对(?P<value>{firm})(?:的|涉嫌|销售|经营|生产|未|侵犯|发布|从事|使用|擅自|违法|违反|作出|处以)"), 0.75),
    (
        re.compile(
            r"(?:经(?:核|调)?查(?:明|实|证)?|(?:现)?(?:已)?查明|发现|检查到|认定)[,:]?(?P<value>{firm})(?:经营|销售|生产|从事|在|未|存在|涉嫌|通过|于|自|没有|擅自|发布|使用)"
        ),
        0.65,
    ),
)
_CODE_LABEL = re.compile(r"(?:统一)?社会?信用代码(?:[(/或][^:|]{0,30})?[:|]+(?P<value>[0-9a-z*×x]{8,20})")
_CODE = re.compile(r"(?<![0-9a-z])[1-9anyz][1-59]\d{6}[0-9a-hj-npqrtuwxy]{10}(?![0-9a-z])")
_ORGAN = "1"  # codes of organs of the state, with which the index numbers of their own publications begin
_MASKED = re.compile(r"[*×]|x{3,}")

_BREACH_LABEL = re.compile(r"(?:^|[\n|,;。])(?:违法行为(?:类型)?|案由|处罚事由|案件名称)[:|\n]+(?!作出|行政处罚|处罚)(?P<value>[^\n|。;《]{4,120})")
_BREACH_TITLE = re.compile(
    r"(?:公司|店|厂|行|部|户|超市|中心|院|场|某|人)(?:涉嫌)?(?P<value>(?:销售|经营|生产|未|侵犯|发布|从事|使用|擅自|虚假|违法|无证|以)[^。\n,:]{3,60})案(?=[\n|)]|$)"
)
_BREACH_SAID = re.compile(
    r"(?:已?构成(?:了)?|属于|涉嫌(?:构成)?)(?:《[^》]{2,40}》(?:第[^,。;“”]{1,30}(?:规定|所指|所称|之规定)的?)?)?[“\"]?(?P<value>[一-龥][^。;\n《》“”\"]{4,70}?)[”\"]?(?:的)?(?:违法)?(?:行为|情形)(?=[,。;\n]|$)"
)
_BREACH_OF_PARTY = re.compile(r"当事人(?P<value>[^。,;\n:]{3,60})一案")
_BREACH_BARE = re.compile(
    r"(?P<value>(?:(?:没有|未)(?:按(?:照)?(?:规定|要求))?(?:建立|执行|履行|取得|公示|查验|标明|办理|亮照)|超(?:出|过|越)?(?:了)?(?:经营|许可)?范围)[^。;,\n“”]{3,40})"
)
_NO_BREACH = re.compile(r"^(?:违法|犯罪|上述|本案|该|其|违反|第)")


def find_number(written: Compact) -> Value | None:
    """Return the number of the decision; numbers of its orders, lists and notices are others."""
    text, best = written.text, None
    for match in _NUMBER.finditer(text):
        letters = match["letters"]
        bare = _letters(letters)
        start = match.start() + len(letters) - len(bare)
        if not bare or not _OF_PENALTY.search(bare) or _OF_OTHER.search(re.sub(r"处罚|行政", "", bare)):
            continue
        is_at_head = start < 400 or _LABELLED_NUMBER.search(text[max(0, start - 12) : start]) is not None
        found = Value(_number_written(written, start, match.end()), 0.97 if is_at_head else 0.75, *written.span(start, match.end()))
        if best is None or found.confidence > best.confidence:
            best = found
    return best


def _letters(letters: str) -> str:
    """Return the letters of an authority, without words that stand glued before them."""
    bare = letters
    while (shorter := _NO_LETTERS.sub("", bare, count=1)) != bare:
        bare = shorter
    if bare.count(")") > bare.count("(") and letters.endswith(f"({bare}"):
        return f"({bare}"
    return bare.rpartition("(")[2] if bare.count("(") != bare.count(")") else bare


def _number_written(written: Compact, start: int, end: int) -> str:
    """Write a number as it stands, its year in the brackets that are prescribed for it."""
    return re.sub(r"[\[(（【﹝\{［]((?:19|20)\d{2})[\])）】﹞\}］]", r"〔\1〕", written.raw(start, end))


def find_authority(written: Compact) -> Value | None:
    """Return the authority that decided: by its place in the head, by what it is called, by its signature, or as the one whose officers acted."""
    text, best = written.text, None
    for name, start, end in authorities(text):
        confidence = _as_deciding(text, start, end)
        if confidence and (best is None or confidence > best.confidence):
            best = Value(name, confidence, *written.span(start, end))
    return best


def _as_deciding(text: str, start: int, end: int) -> float:
    left, right = text[max(0, start - 30) : start], text[end : end + 24]
    if _AUTHORITY_LABEL.search(left):
        return 0.97
    if _OF_REMEDY.search(left):
        return 0.0
    if _DECISION.match(right):
        return 0.96
    if start > len(text) // 2 and _SIGNED.match(right) and (start == 0 or text[start - 1] in "\n。|"):
        return 0.9
    if _SOURCE_LABEL.search(left):
        return 0.85
    return 0.7 if _ACTS.match(right) else 0.0


def find_party(written: Compact, authority: str) -> Value | None:
    """Return the party: by its label, by the title of the decision, or as the firm of which the facts speak first."""
    text = written.text
    for pattern, confidence in ((_PARTY_LABEL, 0.97), (_NAME_LABEL, 0.85)):
        for match in pattern.finditer(text):
            if value := _named(written, match, authority):
                return Value(value[0], confidence, *written.span(*value[1]))
    for pattern, confidence in _titles():
        for match in pattern.finditer(text):
            if value := _named(written, match, authority):
                return Value(value[0], confidence, *written.span(*value[1]))
    return None


def _named(written: Compact, match: re.Match[str], authority: str) -> tuple[str, tuple[int, int]] | None:
    """Return the name that a match holds, cut at the next label, and where it stands; None for what is no name."""
    start, end = match.span("value")
    cut = _NEXT_LABEL.search(written.text, start + 2, end)
    end = cut.start() if cut else end
    while end > start and written.text[end - 1] in "(-、/\\":
        end -= 1
    name = written.raw(start, end)
    signs = sum("一" <= sign <= "龥" for sign in name)
    is_name = (signs >= 2 or (signs == 1 and "*" in name)) and name != authority and not re.search(r"^(?:的|在|不|是|对|依法|陈述|未|于|有)|本局|我局", name)
    return (name, (start, end)) if is_name else None


def _titles() -> Iterator[tuple[re.Pattern[str], float]]:
    forms = "|".join(sorted(map(re.escape, (form for form in table("firm_names.yaml")["forms"] if len(form) > 1 or form in "厂店")), key=len, reverse=True))
    firm = rf"[一-龥a-z0-9·()]{{2,30}}?(?:超市|药房|药店|诊所|医院|{forms})"
    for pattern, confidence in _TITLED:
        yield re.compile(pattern.pattern.replace("{firm}", firm).replace("{{", "{").replace("}}", "}")), confidence


def find_code(written: Compact) -> tuple[Value | None, bool]:
    """Return the credit code that the text gives for the party, and whether one stands there masked; a citizen's number is no code."""
    text, is_masked = written.text, False
    for match in _CODE_LABEL.finditer(text):
        number = match["value"].upper()
        if _is_code(number):
            return Value(number, 0.98, *written.span(*match.span("value"))), False
        is_masked = is_masked or _MASKED.search(match["value"]) is not None
    bare = {match[0].upper(): match.span() for match in _CODE.finditer(text) if match[0][0] != _ORGAN and _is_code(match[0].upper())}
    if len(bare) == 1 and not is_masked:
        ((number, span),) = bare.items()
        return Value(number, 0.7, *written.span(*span)), False
    return None, is_masked


def _is_code(number: str) -> bool:
    return len(number) == 18 and not is_of_person(number) and any(one.kind == "uscc" and one.valid for one in identify(number))


def find_breaches(written: Compact, party: str) -> tuple[Value, ...]:
    """Return what was done, as the decision words it, the surest first and each once; the name of the party before it is none of the act."""
    found: dict[str, Value] = {}
    for pattern, confidence in ((_BREACH_LABEL, 0.95), (_BREACH_OF_PARTY, 0.9), (_BREACH_TITLE, 0.85), (_BREACH_SAID, 0.75), (_BREACH_BARE, 0.55)):
        for match in pattern.finditer(written.text):
            start, end = match.span("value")
            value = re.sub(r"(?:一案|(?<![档方备答个])案)$", "", written.raw(start, end)).removesuffix("的").removeprefix(party)
            if not _NO_BREACH.match(value) and not any(value in known or known in value for known in found):
                found[value] = Value(value, confidence, *written.span(start, end))
    return tuple(found.values())
