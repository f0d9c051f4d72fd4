"""
What a department's papers say of the department itself: the short name of its numbers, who reviews it, where a fine is paid, how it is reached.

They are settings, set by the head or the system administrator, each time as an entry of the ledger; none of them is computed. Whatever goes to somebody
outside the office waits for them: a decision without the court to sue at would have to be sent back.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from mingjian.core.documents.forms import Form
from mingjian.core.errors import BadInput, LedgerFault, NotFound, NotPermitted
from mingjian.core.language import Text
from mingjian.office.documents.document_number import LONGEST_PATTERN, check_pattern, rule_of, usual_of
from mingjian.office.documents.models import Numbering
from mingjian.office.models import Department, Entry, Officer
from mingjian.office.people.permissions import may
from mingjian.office.record.entries import enter

#: Kinds of department that impose penalties: their papers name a reviewing authority, a court and an account.
_PUNISHING = (Department.Kind.MARKET_REGULATION, Department.Kind.OTHER_AUTHORITY)
_HAN = re.compile(r"[\u3400-\u9fff]")
_VAGUE = re.compile(r"本级|同级|上一级|有管辖权|所在地|当地")
_SPECIAL = re.compile(r"(?:互联网|铁路运输|海事|知识产权|金融|军事|林区|垦区|农垦)法院")
_REVIEWERS = ("人民政府", "兵团", "局", "部", "委员会", "总署", "办公室")
_GAPS = re.compile(r"[\s\-]")


@dataclass(frozen=True)
class Setting:
    """One setting: its key, label and example; the longest it may be; whether only bodies that punish have it, or a paper does without; its check."""

    key: str
    label: Text
    hint: Text
    longest: int
    check: Callable[[str], str] = lambda value: value
    is_of_punishing: bool = False
    is_optional: bool = False

    def cleaned(self, written: str) -> str:
        """Return what was written as papers say it. Raises BadInput."""
        value = " ".join(unicodedata.normalize("NFC", written).split())
        if len(value) > self.longest:
            raise BadInput(f"最多 {self.longest} 个字符。", f"At most {self.longest} characters.")
        if not value.isprintable():
            raise BadInput("不得含控制字符或者不可见字符。", "No control or invisible characters.")
        return self.check(value) if value else ""


def _government(value: str) -> str:
    if _VAGUE.search(value) or not value.endswith(_REVIEWERS) or len(value) < _SHORTEST:
        raise BadInput(
            "请写复议机关的全称，例如“桐庐县人民政府”，不写“县政府”“本级人民政府”。", "Give the full name of the reviewing government, no abbreviation."
        )
    return value


def _court(value: str) -> str:
    is_named = (value.endswith("人民法院") and len(value) > len("人民法院") + 1) or _SPECIAL.search(value)
    if _VAGUE.search(value) or not is_named or not value.endswith("法院"):
        raise BadInput("请写法院的全称，例如“桐庐县人民法院”，不写“有管辖权的人民法院”。", "Give the full name of one court, no abbreviation.")
    return value


def _named(value: str) -> str:
    if len(_HAN.findall(value)) < _FEWEST_HAN:
        raise BadInput("请写中文全称。", "Give the full name in Chinese.")
    return value


def _account(value: str) -> str:
    digits = _GAPS.sub("", unicodedata.normalize("NFKC", value))
    if not re.fullmatch(r"[0-9]{8,32}", digits):
        raise BadInput("账号为 8 至 32 位数字，可以带空格或者连字符。", "An account is 8 to 32 digits, with blanks or hyphens if you like.")
    return digits


def _code(value: str) -> str:
    if not re.fullmatch(r"[!-~]+", value):
        raise BadInput("缴款码由字母、数字和符号组成，不含空格和汉字。", "A payment code has letters, digits and signs, no blanks.")
    return value


def _postcode(value: str) -> str:
    digits = unicodedata.normalize("NFKC", value)
    if not re.fullmatch(r"[0-9]{6}", digits):
        raise BadInput("邮政编码为六位数字。", "A postcode is six digits.")
    return digits


def _phone(value: str) -> str:
    plain = unicodedata.normalize("NFKC", value)
    if not re.fullmatch(r"[0-9()+\- 转,、/]{5,60}", plain) or sum(char.isdigit() for char in plain) < _FEWEST_DIGITS:
        raise BadInput("请写电话号码，例如“0571-64210000”。", "Give a telephone number, such as 0571-64210000.")
    return plain


def _copies(value: str) -> str:
    digits = unicodedata.normalize("NFKC", value)
    if not re.fullmatch(r"[1-9]|10", digits):
        raise BadInput("份数为 1 至 10 的整数。", "A whole number from 1 to 10.")
    return digits


_SHORTEST, _FEWEST_HAN, _FEWEST_DIGITS = 3, 4, 5
_NUMERALS = "〇一二三四五六七八九十"
#: In the order of the page. The short name stands beside them in the same row, with the pattern of numbers (`numbering`).
SETTINGS = (
    Setting("government", Text("复议机关", "Reviewing government"), Text("全称，例如“桐庐县人民政府”", "its full name"), 60, _government, True),
    Setting(
        "court",
        Text("起诉的法院", "Court"),
        Text("全称，例如“桐庐县人民法院”；有指定管辖的写被指定的法院", "its full name; the one designated"),
        60,
        _court,
        True,
    ),
    Setting("bank", Text("缴款银行", "Bank"), Text("例如“中国农业银行桐庐县支行”", "where a fine is paid"), 80, _named, True),
    Setting("account_name", Text("账户名称", "Account name"), Text("例如“桐庐县财政局”", "whose account it is"), 80, _named, True),
    Setting("account", Text("账号", "Account"), Text("8 至 32 位数字", "8 to 32 digits"), 60, _account, True),
    Setting("payment_code", Text("缴款码、执收单位编码", "Payment code"), Text("没有的不填", "where there is one"), 60, _code, True, True),
    Setting("address", Text("地址", "Address"), Text("当事人联系、提交材料的地址", "where the party comes or writes to"), 120, _named),
    Setting("postcode", Text("邮政编码", "Postcode"), Text("六位数字", "six digits"), 10, _postcode, is_optional=True),
    Setting("phone", Text("联系电话", "Telephone"), Text("例如“0571-64210000”", "such as 0571-64210000"), 60, _phone),
    Setting("contact", Text("联系人", "Contact"), Text("人员或者机构，例如“执法稽查科 王某”", "a person or section"), 60),
    Setting("copies", Text("文书份数", "Copies"), Text("“本文书一式×份”的份数，例如 3", "how many of each paper"), 4, _copies, True),
)
SHORT = Setting("short", Text("机关代字", "Short name in numbers"), Text("例如“桐”，文号即“桐市监处罚〔2026〕1号”", "such as 桐: 桐市监处罚〔2026〕1号"), 30)
PATTERN = Text("文号规则", "Pattern of numbers")


class SettingsRefused(BadInput):
    """Settings that are not taken; `faults` are what is wrong, by the key of each setting."""

    def __init__(self, faults: Mapping[str, Text]) -> None:
        self.faults = dict(faults)
        labels = {one.key: one.label for one in (SHORT, *SETTINGS)} | {"pattern": PATTERN}
        zh = " ".join(f"{labels[key].zh}：{fault.zh}" for key, fault in faults.items())
        en = " ".join(f"{labels[key].en}: {fault.en}" for key, fault in faults.items())
        super().__init__(f"设置未保存。{zh}", f"The settings are not saved. {en}")


def settings_for(department: Department) -> tuple[Setting, ...]:
    """Return the settings that a department has: who imposes no penalties names no court and no account."""
    return tuple(one for one in SETTINGS if department.kind in _PUNISHING or not one.is_of_punishing)


def settings_of(department: Department) -> dict[str, str]:
    """Return what a department has set, by key; the short name of its numbers among them."""
    rule = rule_of(department)
    return {"short": rule.short, **{one.key: str(rule.settings.get(one.key, "")) for one in settings_for(department)}}


def missing_settings(department: Department) -> tuple[Setting, ...]:
    """Return the settings that papers for the outside wait for."""
    held = settings_of(department)
    return tuple(one for one in (SHORT, *settings_for(department)) if not one.is_optional and not held[one.key])


def missing_for(form: Form, department: Department) -> tuple[Setting, ...]:
    """Return the settings that a paper of a form waits for: all of them where it goes outside, the short name where it only bears a number."""
    missing = missing_settings(department)
    return missing if form.is_outward else tuple(one for one in missing if one is SHORT and form.word)


def facts_of_settings(department: Department) -> dict[str, str]:
    """Return the settings as papers say them (`office.court`); how many copies there are as a Chinese numeral."""
    held = {("short_name" if key == "short" else key): value for key, value in settings_of(department).items()}
    return held | ({"copies": _NUMERALS[int(held["copies"])]} if held.get("copies") else {})


def settings_page(department: Department) -> str:
    """Return the address of the page on which a department's settings are made."""
    return reverse("documents:office_of", args=[department.code])


def may_set(officer: Officer, department: Department) -> bool:
    """Return whether an officer sets what a department's papers say of it: its head, or the system administrator of the node."""
    is_head = officer.department == department and officer.duty == Officer.Duty.WORK and may(officer, "documents.keep_templates")
    return is_head or officer.duty == Officer.Duty.SYSTEM


def departments_set_by(officer: Officer) -> QuerySet[Department]:
    """Return the departments whose settings an officer sees: the own one; the system administrator those of every authority and whoever else numbers."""
    if officer.duty == Officer.Duty.SYSTEM:
        outside = (Department.Kind.RIGHT_HOLDER, Department.Kind.OPERATOR)
        return Department.objects.exclude(kind__in=outside)
    return Department.objects.filter(Q(pk=officer.department_id) if officer.duty == Officer.Duty.WORK else Q(pk__in=[]))


def department_set_by(officer: Officer, code: str) -> Department:
    """Return one of them by its code. Raises NotFound."""
    found = departments_set_by(officer).filter(code=code).first()
    if found is None:
        raise NotFound("没有这个部门，或者您不管理其设置。", "There is no such department, or you do not keep its settings.")
    return found


def set_office(department: Department, written: Mapping[str, str], *, by: Officer, at: datetime) -> Numbering:
    """
    Set what a department's papers say of it, and how they are numbered; what is not written is emptied.

    Raises SettingsRefused with everything that is wrong, NotPermitted.
    """
    if not may_set(by, department):
        raise NotPermitted("由本部门负责人或者系统管理员设置。", "The head of the department or the system administrator sets this.")
    values, faults = _cleaned(department, written)
    if faults:
        raise SettingsRefused(faults)
    short, pattern = values.pop("short"), values.pop("pattern")
    with transaction.atomic():
        put = {"short": short, "pattern": pattern, "settings": values, "set_at": at, "set_by": by}
        rule, _ = Numbering.objects.update_or_create(department=department, defaults=put)
        enter("office_set", at=at, by=by, department=department, short=short, pattern=pattern, settings=values)
    return rule


def _cleaned(department: Department, written: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Text]]:
    values, faults = {"pattern": written.get("pattern", "").strip() or usual_of(department)}, {}
    for one in (SHORT, *settings_for(department)):
        try:
            values[one.key] = one.cleaned(str(written.get(one.key, "")))
            if not values[one.key] and not one.is_optional:
                faults[one.key] = Text("必填。", "This is needed.")
        except BadInput as error:
            faults[one.key] = error.text
    try:
        check_pattern(values["pattern"])
        if len(values["pattern"]) > LONGEST_PATTERN:
            raise BadInput(f"最多 {LONGEST_PATTERN} 个字符。", f"At most {LONGEST_PATTERN} characters.")
    except BadInput as error:
        faults["pattern"] = error.text
    try:
        _check_short(department, values)
    except BadInput as error:
        faults.setdefault("short", error.text)
    return values, faults


def _check_short(department: Department, values: Mapping[str, str]) -> None:
    """Refuse what is no short name. Raises BadInput."""
    short = values.get("short", "")
    if department.name_zh in short or "管理局" in short or re.search(r"\s", short):
        raise BadInput("请写代字，例如“桐”，不写机关全称，不含空格。", "Give the short name, such as 桐, not the whole name.")
    if short.endswith("市监") and "市监" in values["pattern"]:
        raise BadInput(f"“市监”已在文号规则中，代字只写“{short.removesuffix('市监') or '桐'}”。", "The pattern has 市监 already: give what stands before it.")


def refuse_altered(department: Department) -> None:
    """Raise LedgerFault where a department's settings are not those that were entered last: a fine would go to somebody else's account."""
    bodies = Entry.objects.filter(kind="office_set").order_by("-index").values_list("body", flat=True)
    entered = next((told for told in map(json.loads, bodies) if told["department"] == department.wire_name), None)
    rule = rule_of(department)
    if entered is not None and (entered["short"], entered["pattern"], entered["settings"]) != (rule.short, rule.pattern, rule.settings):
        raise LedgerFault(
            f"{department.name_zh}的文书设置与台账所记不同，可能被改动；由负责人重新填写后再制作文书。",
            f"The settings of {department.name_en}'s documents are not those that the ledger records: somebody changed them. The head sets them again first.",
        )


def in_words(missing: Iterable[Setting]) -> Text:
    """Return settings in words."""
    told = list(missing)
    return Text("、".join(one.label.zh for one in told), ", ".join(one.label.en.lower() for one in told))
