"""Enter, correct and withdraw the rows of a matter: read what was given into columns, refuse what cannot be, keep what a row said before."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput
from mingjian.core.identifiers.digits import citizen
from mingjian.core.identifiers.typed import is_code_valid
from mingjian.core.law.citing import arabic
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.cited import ground_of
from mingjian.core.procedure.rulebook import liabilities
from mingjian.institutions.matters.models import MASKED, OPEN, Answer, Charge, Exhibit, Fact, Matter, Offer, Party, Penalty
from mingjian.office.acts.doing import Account
from mingjian.office.institution import parts
from mingjian.office.models import Dossier, Officer, SealedFile

F = TypeVar("F", bound=Fact)
#: Kinds of item of a decision that are a sum of money, and those that must say of what.
SUMS, THINGS = ("fine", "gains"), ("correct", "goods", "suspension", "downgrade", "revocation", "restriction", "ban")
_PART = re.compile(r"第\s*([零〇一二三四五六七八九十百\d]+)\s*([款项])")
_CREDIT_CODE = 18  # characters, as many as an identity card's


def add(matter: Matter, model: type[F], by: Officer, at: datetime, **given: Any) -> Account[F]:
    """Add a row under the next number of its kind. Raises BadInput."""
    rows = model._default_manager.filter(matter=matter)
    last = rows.order_by("-nth").values_list("nth", flat=True).first() or 0
    row = model(matter=matter, nth=last + 1, added_by=by, added_at=at)
    for name, value in _read(matter, model, given, at).items():
        setattr(row, name, value)
    _check(row)
    row.save()
    told = _follow(matter, by, at)
    return Account(row, {"dossier": matter.lead, "fact": row.wire_name, **told})


def correct(row: Fact, by: Officer, at: datetime, reason: str, **given: Any) -> Account[None]:
    """Write what a row says now; what changed is kept as it was, with who corrected it and why. The ledger names the columns. Raises BadInput."""
    read = _read(row.matter, type(row), given, at)
    for name in MASKED:
        if read.get(name) == "":  # the form does not show it, so a blank says nothing
            del read[name]
    changed = {name: value for name, value in read.items() if getattr(row, name) != value}
    if not changed:
        raise BadInput("没有改动任何内容。", "Nothing was changed.")
    row.keep_earlier(changed, by, at, reason)
    row.reason = reason[:500]
    _check(row)
    row.save()
    told = _follow(row.matter, by, at)
    return Account(None, {"dossier": row.matter.lead, "changed": sorted(changed), **told})


def withdraw(row: Fact, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw a row with the reason. Raises BadInput while another row of the matter refers to it."""
    for model, name in ((Offer, "party"), (Exhibit, "party"), (Exhibit, "offer"), (Penalty, "party")):
        field = model._meta.get_field(name)
        if field.related_model is type(row):
            used = model._default_manager.filter(standing=OPEN, **{name: row}).first()
            if used is not None:
                raise BadInput(
                    f"{used.number}“{used.called[:40]}”还指着它：先更正或者撤销该项。",
                    f"{used.number} ({used.called[:40]}) refers to it: correct or withdraw that first.",
                )
    row.reason = reason[:500]
    row.save(update_fields=["reason", "standing"])
    told = _follow(row.matter, by, at)
    return Account(None, {"dossier": row.matter.lead, **told})


def _follow(matter: Matter, by: Officer, at: datetime) -> dict[str, Any]:
    """Let institutions above keep what they draw from the matter, in the same transaction."""
    told: dict[str, Any] = {}
    for heed in parts("heeds"):
        told |= heed(matter, by, at) or {}
    return told


def _read(matter: Matter, model: type[Fact], given: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Turn what was typed into values of columns. Raises BadInput for what names nothing."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        field = model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            values[name] = _row_of(matter, field.related_model, value)
        elif isinstance(field, models.DateField):
            values[name] = date.fromisoformat(str(value)) if value else None
        elif isinstance(field, models.DecimalField):
            values[name] = Decimal(str(value)) if value not in (None, "") else None
        elif isinstance(field, models.IntegerField):
            values[name] = value if value is not None else field.get_default()
        else:
            values[name] = value
    read: Callable[..., None] | None = _READ.get(model)
    if read is not None:
        read(matter, values, localtime(at).date())
    return values


def _row_of(matter: Matter, model: Any, nth: int | None) -> Any:
    if not nth:
        return None
    row = model._default_manager.filter(matter=matter, nth=nth, standing=OPEN).first()
    if row is None:
        raise BadInput(f"案情中没有第 {nth} 号{_CALLED[model]}。", f"The matter has no row {nth} of that list.")
    return row


_CALLED = {Party: "当事人", Offer: "商品"}


def _read_party(matter: Matter, values: dict[str, Any], on: date) -> None:
    values["code"] = "".join(values["code"].split()).upper()
    values["id_number"] = "".join(values["id_number"].split()).upper()
    code, number = values["code"], values["id_number"]
    if len(code) == _CREDIT_CODE and not is_code_valid(code):
        raise BadInput("统一社会信用代码的校验位不符，请对照执照核对。", "The credit code fails its check digit: hold it against the licence.")
    if len(number) == _CREDIT_CODE and "身份证" in (values["id_kind"] or "身份证") and not citizen(number):
        raise BadInput("居民身份证号码的校验位不符，请对照证件核对。", "The number of the identity card fails its check digit: hold it against the card.")
    if values["kind"] == Party.Kind.PERSON and code:
        raise BadInput(
            "自然人没有统一社会信用代码；是个体工商户的，主体类型选“个体工商户”。", "A natural person has no credit code; choose the individual business."
        )


def _read_offer(matter: Matter, values: dict[str, Any], on: date) -> None:
    if not (values["url"] or values["listing_key"] or values["place"]):
        raise BadInput(
            "须写明网址、商品编号，或者没有网址的场所（直播间、群等）。", "Give the address, the listing's number, or the place where there is no address."
        )
    if values["since"] and values["until"] and values["since"] > values["until"]:
        raise BadInput("销售期间的起日在止日之后。", "The period ends before it begins.")
    values["stands"] = values["stands"] or Offer.Stands.ALLEGED


def _read_exhibit(matter: Matter, values: dict[str, Any], on: date) -> None:
    known = rulebook().vocabularies["elements"]
    proves = list(dict.fromkeys(re.split(r"[\s,，;；、]+", values["proves"].strip())))
    if unknown := [one for one in proves if one not in known]:
        raise BadInput(
            f"“{unknown[0][:40]}”不是待证事项；可填：{'、'.join(known)}。",
            f"{unknown[0][:40]!r} is nothing that has to be proven; known are {', '.join(known)}.",
        )
    values["proves"] = proves
    values["copies"] = values["copies"] or 1
    beginning = values["sha256"].strip().lower()
    values["file_of"] = None
    if beginning:
        dossiers = Dossier.objects.filter(in_matter__matter=matter)
        found = {one.sha256: one for one in SealedFile.objects.filter(dossier__in=dossiers, sha256__startswith=beginning).select_related("dossier")}
        if len(found) != 1:
            raise BadInput(
                f"“{beginning[:20]}”不是案情所属卷宗内的一份文件（SHA-256 或者其开头）。",
                f"{beginning[:20]!r} names no one file of the matter's dossiers by SHA-256.",
            )
        (file,) = found.values()
        values["sha256"], values["file_of"] = file.sha256, file.dossier


def _read_charge(matter: Matter, values: dict[str, Any], on: date) -> None:
    day = values["until"] or values["since"] or on
    if values["since"] and values["until"] and values["since"] > values["until"]:
        raise BadInput("行为的起日在止日之后。", "The act ends before it begins.")
    if values["act"]:
        liabilities().act(values["act"])
    if values["field"] and values["field"] not in rulebook().vocabularies["goods_fields"]:
        raise BadInput(f"没有商品领域“{values['field'][:60]}”。", f"There is no field of goods {values['field'][:60]!r}.")
    for name in ("broken", "applied"):
        _read_provision(values, name, day)


def _read_provision(values: dict[str, Any], name: str, day: date) -> None:
    """Read an article as people cite it, with paragraph and item where they wrote those, too."""
    typed = values[name].strip()
    for number, word in _PART.findall(typed):
        column = f"{name}_paragraph" if word == "款" else f"{name}_item"
        values[column] = values[column] or int(number if number.isdigit() else arabic(number))
    ground = ground_of(_PART.sub("", typed), day) if typed else ""
    if ground and not rulebook().statutes.knows(ground):
        raise BadInput(
            f"规则库中没有“{typed[:60]}”；照平常的写法写明法律和条、款、项，例如 商标法第五十七条第三项。",
            f"The rulebook has no {typed[:60]!r}; name law and article as people cite them, such as Trademark Law, art. 57.",
        )
    values[name] = ground


def _read_penalty(matter: Matter, values: dict[str, Any], on: date) -> None:
    kind, label = values["kind"], dict(rulebook().papers["penalty_kind"].options)[values["kind"]]
    if kind in SUMS and values["sum"] is None:
        raise BadInput(f"“{label.zh}”须写明数额。", f"State the sum of the {label.en}.")
    if kind not in SUMS and values["sum"] is not None:
        raise BadInput(f"“{label.zh}”没有数额。", f"A {label.en} has no sum.")
    if kind in THINGS and not values["words"].strip():
        raise BadInput(f"“{label.zh}”须写明内容（物品名称、数量，改正什么）。", f"State of what the {label.en} is: things, numbers, what is to be corrected.")


_READ: Mapping[type[Fact], Callable[..., None]] = {
    Party: _read_party,
    Offer: _read_offer,
    Exhibit: _read_exhibit,
    Charge: _read_charge,
    Penalty: _read_penalty,
}


def _check(row: Fact) -> None:
    """Refuse a second row of the same thing, which would be counted or served twice. Raises BadInput."""
    others = list(type(row)._default_manager.filter(matter=row.matter, standing=OPEN).exclude(pk=row.pk))
    same = next((one for one in others if _is_same(row, one)), None)
    if same is not None:
        raise BadInput(f"与 {same.number}“{same.called[:40]}”相同，请更正该项。", f"This is {same.number} ({same.called[:40]}): correct that one.")


def _is_same(row: Fact, other: Any) -> bool:
    if isinstance(row, Party):
        return row.role == other.role and (row.name, row.code) == (other.name, other.code)
    if isinstance(row, Offer):
        return row.platform == other.platform and (row.listing_key, row.url, row.place, row.goods) == (other.listing_key, other.url, other.place, other.goods)
    if isinstance(row, Exhibit):
        return bool(row.sha256) and row.sha256 == other.sha256
    if isinstance(row, Penalty):
        return row.kind == other.kind and row.kind in SUMS and row.party_id == other.party_id
    return (isinstance(row, Answer) and row.point == other.point) or (isinstance(row, Charge) and row.words == other.words)
