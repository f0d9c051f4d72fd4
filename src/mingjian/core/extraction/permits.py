"""
Finds numbers of permits, registrations, certificates and barcodes in a text, and says of each which it may be, and whether its format and check hold.

The checks are those of `core.identifiers`. A number that holds proves nothing: whose it is and for what, only the public register tells.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mingjian.core.extraction.plain import plain
from mingjian.core.identifiers import Identification, identify, kinds
from mingjian.core.identifiers.kinds import PROVINCES, P
from mingjian.core.language import Text


@dataclass(frozen=True, slots=True)
class Permit:
    """
    One number: `kind` (an id of `core.identifiers`, empty for a number of no format we know), the number without spaces, whether it holds, why, raw span.

    `fields` are the fields of goods that such a number belongs to; `others` is what else the number may be.
    """

    kind: str
    number: str
    is_valid: bool
    why: Text
    fields: tuple[str, ...]
    start: int
    end: int
    others: tuple[Identification, ...] = ()


#: To which fields of goods a kind of number belongs.
FIELDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("SC", "JY", "YB"), ("food", "health_food")),
    **dict.fromkeys(("health_reg", "health_filing", "health_legacy"), ("health_food",)),
    "drug_approval": ("drug",),
    **dict.fromkeys(("cos_special", "cos_filing", "cos_import_filing", "cos_prod"), ("cosmetics",)),
    **dict.fromkeys(("dev_reg", "dev_filing", "dev_trade"), ("medical_device",)),
    **dict.fromkeys(("pest_reg", "pest_legacy"), ("pesticide",)),
    **dict.fromkeys(("seed_licence", "forest_seed_licence", "variety_approval"), ("seed",)),
    "fert_reg": ("fertilizer",),
    **dict.fromkeys(("vet_approval", "vet_legacy"), ("veterinary_drug",)),
    "ccc_cert": ("electrical_electronic", "auto_parts", "decoration_materials", "childrens_goods"),
    "xk_deco": ("decoration_materials", "electrical_electronic"),
    "isbn13": ("copyright_works",),
}
#: Kinds whose format is so plain that a number is taken for one only where a word before it says so; and those that are no permit at all.
_NAMED_ONLY = frozenset(("registration_no_15", "org_code", "forest_seed_licence"))
_NO_PERMIT = frozenset(("landline", "mobile", "trademark_reg_no", "doc_no", "case_doc_no", "resident_id", "ems_s10"))
_SAME = frozenset(("ccc_cert_auto", "ccc_cert_deco", "ccc_cert_child"))  # the same number in other fields' words

_S = r"[\s\-·.]{0,2}"
_YEAR = r"[\[(〔【]?\d{4}[\])〕】]?"


def _digits(least: int, most: int) -> str:
    return rf"\d(?:{_S}\d){{{least - 1},{most - 1}}}"


_SHAPES = (
    rf"(?<![a-z])(?:sc|jy|yb)[\s::]{{0,2}}{_digits(10, 18)}",
    r"(?<![a-z])qs[\s::]{0,2}\d(?:\s?\d){11}",
    rf"[国卫]{_S}食{_S}健{_S}[注字]{_S}[a-z]?{_S}[\[(]?{_digits(5, 14)}号?",
    r"卫食健字[\[(]\d{4}[\])]第?\d{3,5}号",
    rf"食健备{_S}[a-z]?{_S}{_digits(6, 16)}",
    rf"(?<!进口)国{_S}药{_S}准{_S}字?{_S}[a-z]{{0,2}}{_S}{_digits(5, 12)}",
    rf"[国卫]妆(?:特|备|网备)?[进制]?字{_S}(?:\([一-龥]\))?{_S}[a-z]?{_S}{_digits(6, 12)}号?",
    rf"{P}?g妆网备(?:进|制)?字{_S}{_digits(6, 12)}",
    rf"国妆网备[进制]字{_S}\({P}\){_S}{_digits(6, 12)}",
    rf"{P}妆{_S}\d{{8}}(?!\d)",
    rf"[国{PROVINCES}][食药]{{0,2}}[械药]{_S}[注备](?:[准进许]|\(准\))?字?{_S}{_digits(6, 14)}号?",
    rf"{P}[一-龥]{{0,2}}械备{_S}{_digits(6, 12)}号?",
    rf"{P}[一-龥]{{0,2}}食?药监械经营[许备]{_S}{_digits(6, 10)}号?",
    rf"(?<![a-z0-9])(?:pd|wp|ls|wl)n?{_S}\d(?:[\s\-]?\d){{4,9}}(?:f\d{{6}})?(?![0-9a-z])",
    rf"[a-g]{{1,6}}\([一-龥]{{1,8}}\)农种许字\({_YEAR}\)第?\d{{3,4}}号",
    rf"{P}?农肥{_S}(?:{_YEAR})?[准临]字{_S}\d{{1,8}}号?|微生物肥{_S}{_YEAR}[准临]字{_S}\(?\d{{1,5}}\)?号",
    rf"兽药(?:字|生字|添字){_S}(?:{_YEAR})?{_digits(5, 12)}",
    rf"[国{PROVINCES}]审[稻麦玉棉豆]{_S}\d{{6,11}}",
    rf"(?<![a-z])(?:qs)?{_S}{P}?xk{_S}\d{{2}}[\s\-]{{0,2}}\d{{3}}[\s\-]{{0,2}}\d{{5}}",
    r"(?<!\d)978[\s\-]?7(?:[\s\-]?\d){9}(?!\d)",
    r"(?<![\d.a-z])69\d{11}(?![\d.a-z])",
    r"(?<![\d.a-z])20\d{14}(?![\d.a-z])",
    r"(?<![0-9a-z])[1-9anyz][1-59]\d{6}[0-9a-hj-npqrtuwxy]{10}(?![0-9a-z])",
    r"(?<![a-z0-9])zl\s?\d{8,12}\.[\dx](?![0-9a-z])",
    rf"{P}icp备\d{{8,10}}号?(?:-\d{{1,4}})?|{P}公网安备\s?\d{{14}}号?",
)
_NAMED = re.compile(
    r"(?:许可证|批准文号|注册证|备案|登记证|证书|3c|ccc|执照|条形?码|信用代码|isbn)[一-龥]{0,4}(?:编?号码?|no\.?)?[\s::]{1,3}(?P<number>[0-9a-z][0-9a-z\-]{7,24})(?![0-9a-z])"
)
_SHAPE = re.compile("|".join(_SHAPES))
_LOOK = re.compile(r"\d[\s\-·.]{0,2}\d[\s\-·.]{0,2}\d[\s\-·.]{0,2}\d")
_UNKNOWN = Text("格式不属于已知的任何一种编号，请核对原件", "the format is none that we know: look at the paper itself")
_EMPTY_MIDDLE = re.compile(r"[\s·]")


def find_permits(text: str) -> list[Permit]:
    """Find every such number of a text, in its order."""
    written = plain(text)
    if not _LOOK.search(written.text):
        return []
    found: list[Permit] = []
    for match in _SHAPE.finditer(written.text):
        found.append(_permit(match.group(), written.raw(*match.span())))
    taken = [(one.start, one.end) for one in found]
    for match in _NAMED.finditer(written.text):
        start, end = written.raw(*match.span("number"))
        if all(end <= begin or stop <= start for begin, stop in taken):
            found.append(_permit(match["number"], (start, end), is_named=True))
    return sorted((one for one in found if one.kind or one.why is _UNKNOWN), key=lambda one: one.start)


def _permit(raw: str, span: tuple[int, int], *, is_named: bool = False) -> Permit:
    number = _tidied(raw)
    answers = [one for one in _answers(number) if _is_permit(one.kind) and (is_named or one.kind not in _NAMED_ONLY)]
    if not answers:
        return Permit("", number, False, _UNKNOWN, (), *span)
    best = answers[0]
    return Permit(best.kind, number, best.valid, best.why, FIELDS.get(best.kind, ()), *span, tuple(answers[1:]))


def _is_permit(kind: str) -> bool:
    return kind not in _SAME and kind not in _NO_PERMIT and not kind.startswith("waybill")


def _answers(number: str) -> list[Identification]:
    """Identify a number; where a hyphen within is none of its own, once more without."""
    answers = identify(number)
    if any(one.valid and _is_permit(one.kind) for one in answers) or "-" not in number:
        return answers
    bare = identify(number.replace("-", ""))
    return bare if bare and (not answers or any(_is_permit(one.kind) for one in bare)) else answers


def _tidied(raw: str) -> str:
    bare = _EMPTY_MIDDLE.sub("", raw.upper()).replace(":", "").replace(".", "" if not raw.startswith("zl") else ".")
    return bare if "农种许字" in bare or "肥" in bare or "ICP" in bare or "公网安备" in bare or "械" in bare else bare.rstrip("号")


def known_kinds() -> Mapping[str, Text]:
    """Return every kind of number with its title."""
    return kinds()
