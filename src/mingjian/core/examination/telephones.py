"""Telephones that are none: of no form, made up, or masked. What is another way of contact (mail, an account) is left to people. No number is repeated."""

import re
import unicodedata

from mingjian.core.examination.reason import FAIL, PERSON, Reason
from mingjian.core.language import Text

_APART = re.compile(r"[/、,，;；|]|或者?|\s{2,}")
_BETWEEN = re.compile(r"[\s\-—–_()（）.]")
_MASKED = re.compile(r"[*×●•]|x{3,}", re.IGNORECASE)
_OTHER_WAY = re.compile(r"@|[A-Za-z]{2,}|微信|邮箱|旺旺|QQ", re.IGNORECASE)
#: Forms of numbers in China: mobile, with an area code and an extension, of a town without one, 400 and 800, short numbers of services.
_FORMS = re.compile(
    r"(?:(?:\+?86|0086)?(?:1[3-9]\d{9}|0?10[1-9]\d{7}|0?[2-9]\d{1,2}[1-9]\d{6,7})|[2-8]\d{6,7}|[48]00\d{7})(?:转\d{1,6})?|(?:9[56]|10|11|12)\d{3,6}"
)
_ABROAD = re.compile(r"(?:\+|00)(?!86)[1-9]\d{6,14}")
_MADE_UP = re.compile(r"(\d)\1{6,}|1?2345678\d*|0123456789|987654321\d?|13800138000|(?:\d{3})?00000000000")
_PARTS = re.compile(r"\d")


def telephone_fault(contact: str) -> Reason | None:
    """Return why a contact is no telephone and nothing else either; None where one of the numbers in it may be one."""
    told = unicodedata.normalize("NFKC", contact).replace("ext", "转").replace("分机", "转")
    numbers = [_BETWEEN.sub("", part) for part in _APART.split(told)]
    faults = [_fault(one) for one in numbers if one]
    return None if not faults or None in faults else faults[0]


def _fault(number: str) -> Reason | None:
    if _MASKED.search(number):
        return Reason("contact_masked", PERSON, Text("联系电话被遮蔽，无法联系", "the telephone is masked, so that nobody is reached by it"))
    digits = re.sub(r"^(?:电话|手机|联系电话|座机|tel)?[:：]?", "", number, flags=re.IGNORECASE)
    if _OTHER_WAY.search(digits):
        return None
    if _MADE_UP.fullmatch(digits):
        return Reason("contact_made_up", PERSON, Text("联系电话像是随手填写的号码", "the telephone looks like one that was made up to fill the form"))
    if _FORMS.fullmatch(digits) or _ABROAD.fullmatch(digits):
        return None
    count = len(_PARTS.findall(digits))
    if not count:
        return Reason("contact_wrong", FAIL, Text("联系方式中没有号码，也不是邮箱、账号", "the contact holds no number, and is no mail address and no account"))
    zh = f"联系电话有 {count} 位数字，不是手机号、带区号的固定电话或者 400 号码的格式"
    return Reason("contact_wrong", FAIL, Text(zh, f"the telephone has {count} digits and the form of no mobile, landline or 400 number"))
