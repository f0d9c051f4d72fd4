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
from mingjian.core.language import key_named
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.citation import ground_of, parts_of
from mingjian.core.procedure.rulebook import liabilities
from mingjian.institutions.matters.models import OPEN, WITHDRAWN, Answer, Charge, Exhibit, Fact, Matter, Offer, Party, Penalty
from mingjian.institutions.matters.services.provisions import duty_broken, provision_applied
from mingjian.office.acts.execution import Account
from mingjian.office.institution import parts
from mingjian.office.models import Dossier, Officer, SealedFile

F = TypeVar("F", bound=Fact)
Values = dict[str, Any]
#: Kinds of item of a decision that are a sum of money, and those that must say of what.
SUMS, THINGS = ("fine", "gains"), ("correct", "goods", "suspension", "downgrade", "revocation", "restriction", "ban")
CLEARED = "fact_cleared"  # the paper of a correction that names what to take away, since a blank says nothing
_CREDIT_CODE = 18  # characters, as many as an identity card's


def add(matter: Matter, model: type[F], by: Officer, at: datetime, given: Mapping[str, Any]) -> Account[F]:
    """Add a row under the next number of its kind; `given` are papers of the act by name. Raises BadInput."""
    last = model._default_manager.filter(matter=matter).order_by("-nth").values_list("nth", flat=True).first() or 0
    row = model(matter=matter, nth=last + 1, added_by=by, added_at=at)
    for name, value in _read(row, given, at).items():
        setattr(row, name, value)
    check_same(row)
    row.save()
    tell_followers(matter, by, at)
    return Account(row, {"dossier": matter.lead, "fact": row.wire_name})


def correct(row: Fact, by: Officer, at: datetime, reason: str, given: Mapping[str, Any]) -> Account[None]:
    """
    Write what is given; what is not stays, and what CLEARED names goes. What changed is kept as it was, with who corrected it and why.

    The ledger names the columns. Raises BadInput.
    """
    changed = {name: value for name, value in _read(row, given, at).items() if getattr(row, name) != value}
    if not changed:
        raise BadInput("没有改动任何内容。", "Nothing was changed.")
    if isinstance(row, Offer) and {"platform", "listing_key"} & set(changed) and (row.listing_key or row.shop_key):
        _refuse_counted(row)
    row.keep_earlier(changed, by, at, reason)
    row.reason = reason[:500]
    check_same(row)
    row.save()
    tell_followers(row.matter, by, at)
    return Account(None, {"dossier": row.matter.lead, "changed": sorted(changed)})


def withdraw(row: Fact, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Withdraw a row with the reason. Raises BadInput while another row of the matter refers to it."""
    for model, name in ((Offer, "party"), (Exhibit, "party"), (Exhibit, "offer"), (Charge, "party"), (Penalty, "party")):
        field = model._meta.get_field(name)
        if field.related_model is type(row):
            used = model._default_manager.filter(standing=OPEN, **{name: row}).first()
            if used is not None:
                raise BadInput(
                    f"{used.number}“{used.called[:40]}”还指着它：先更正或者撤销该项。",
                    f"{used.number} ({used.called[:40]}) refers to it: correct or withdraw that first.",
                )
    _refuse_counted(row)
    row.reason = reason[:500]
    row.save(update_fields=["reason", "standing"])
    tell_followers(row.matter, by, at)
    return Account(None, {"dossier": row.matter.lead})


def _refuse_counted(row: Fact) -> None:
    """Refuse to take away or to name anew what rows of an institution above rest on, as lines of an amount ledger rest on an offer. Raises BadInput."""
    for relation in row._meta.related_objects:
        model: Any = relation.related_model
        if issubclass(model, Fact) or not any(field.name == "standing" for field in model._meta.concrete_fields):
            continue
        used = model._default_manager.filter(**{relation.field.name: row}).exclude(standing=WITHDRAWN).first()
        if used is not None:
            raise BadInput(
                f"“{used.number}”是按它计算的：先撤回该行，再更正或者撤销它。",
                f"{used.number} is counted by it: withdraw that line first, then correct or withdraw this.",
            )


def tell_followers(matter: Matter, by: Officer, at: datetime) -> None:
    """Let search, and institutions above, keep what they draw from the matter, in the same transaction."""
    matter.make_findable()
    for follow in parts("follows_matter"):
        follow(matter, by, at)


def _read(row: Fact, given: Mapping[str, Any], at: datetime) -> Values:
    """Return every column of a row as the papers given make it, the others as they are. Raises BadInput for what names nothing."""
    cleared = dict.fromkeys(_cleared(row, str(given.get(CLEARED, ""))), "")
    return read_columns(row, {row.papers[paper]: value for paper, value in given.items() if paper != CLEARED} | cleared, at)


def _cleared(row: Fact, named: str) -> list[str]:
    """Return the columns that a correction takes away, named as the form calls them. Raises BadInput for a name that is none."""
    labels = {label: column for paper, column in row.papers.items() for label in (paper, rulebook().papers[paper].label.zh, rulebook().papers[paper].label.en)}
    words = [word.strip() for word in re.split(r"[、,，;；\n]+", named) if word.strip()]
    if unknown := [word for word in words if word not in labels]:
        raise BadInput(f"没有“{unknown[0][:40]}”这一项可以删去。", f"There is nothing called {unknown[0][:40]!r} to take away.")
    return [labels[word] for word in words]


def read_columns(row: Fact, typed: Values, at: datetime) -> Values:
    """Return every column of a row with some of them typed anew. Raises BadInput."""
    values = {column: getattr(row, column) for column in row.papers.values()}
    for column, value in typed.items():
        values[column] = _value_of(row, column, value)
    if (read := _READ.get(type(row))) is not None:
        read(row, values, typed, localtime(at).date())
    return values


def _value_of(row: Fact, column: str, value: Any) -> Any:
    """Turn what was typed into a value of its column."""
    field = row._meta.get_field(column)
    if isinstance(field, models.ForeignKey):
        return _row_of(row.matter, field.related_model, value)
    if value in ("", None):
        return field.get_default() if isinstance(field, models.Field) else None
    if isinstance(field, models.DateField):
        return date.fromisoformat(str(value))
    return Decimal(str(value)) if isinstance(field, models.DecimalField) else value


def _row_of(matter: Matter, model: Any, nth: int | None) -> Any:
    if not nth:
        return None
    row = model._default_manager.filter(matter=matter, nth=nth, standing=OPEN).first()
    if row is None:
        raise BadInput(f"案情中没有第 {nth} 号{_CALLED[model]}。", f"The matter has no row {nth} of that list.")
    return row


_CALLED = {Party: "当事人", Offer: "商品"}


def _read_party(row: Fact, values: Values, typed: Values, on: date) -> None:
    values["code"] = "".join(values["code"].split()).upper()
    values["id_number"] = "".join(values["id_number"].split()).upper()
    code, number = values["code"], values["id_number"]
    if "code" in typed and len(code) == _CREDIT_CODE and not is_code_valid(code):
        raise BadInput("统一社会信用代码的校验位不符，请对照执照核对。", "The credit code fails its check digit: hold it against the licence.")
    if "id_number" in typed and len(number) == _CREDIT_CODE and "身份证" in (values["id_kind"] or "身份证") and not citizen(number):
        raise BadInput("居民身份证号码的校验位不符，请对照证件核对。", "The number of the identity card fails its check digit: hold it against the card.")
    if values["kind"] == Party.Kind.PERSON and code:
        raise BadInput(
            "自然人没有统一社会信用代码；是个体工商户的，主体类型选“个体工商户”。", "A natural person has no credit code; choose the individual business."
        )


def _read_offer(row: Fact, values: Values, typed: Values, on: date) -> None:
    if not (values["url"] or values["listing_key"] or values["place"]):
        raise BadInput(
            "须写明网址、商品编号，或者没有网址的场所（直播间、群等）。", "Give the address, the listing's number, or the place where there is no address."
        )
    _refuse_reversed(values, "销售期间", "The period")


def _read_exhibit(row: Fact, values: Values, typed: Values, on: date) -> None:
    known = rulebook().vocabularies["elements"]
    if "proves" in typed:
        values["proves"] = list(dict.fromkeys(key_named(one, known) for one in re.split(r"[\s,，;；、]+", typed["proves"]) if one))
    if unknown := [one for one in values["proves"] if one not in known]:
        raise BadInput(
            f"“{unknown[0][:40]}”不是待证事项；可填：{'；'.join(label.zh for label in known.values())}。",
            f"{unknown[0][:40]!r} is nothing that has to be proven; known are {', '.join(known)}.",
        )
    if "sha256" in typed and typed["sha256"] != getattr(row, "sha256", ""):
        file = _file_of(row.matter, typed["sha256"].strip().lower())
        values |= {"sha256": file.sha256 if file else "", "file_of": file.dossier if file else None}


def _file_of(matter: Matter, beginning: str) -> SealedFile | None:
    """Return the one file of the matter's dossiers whose hash begins so; none for nothing. Raises BadInput for none, and for several."""
    if not beginning:
        return None
    dossiers = Dossier.objects.filter(in_matter__matter=matter)
    found = {one.sha256: one for one in SealedFile.objects.filter(dossier__in=dossiers, sha256__startswith=beginning).select_related("dossier")}
    if len(found) != 1:
        zh = f"“{beginning[:20]}”不是案情所属卷宗内的一份文件（SHA-256 或者其开头）。"
        raise BadInput(zh, f"{beginning[:20]!r} names no one file of the matter's dossiers by SHA-256.")
    return next(iter(found.values()))


def _read_charge(row: Fact, values: Values, typed: Values, on: date) -> None:
    _refuse_reversed(values, "行为", "The act")
    if values["act"]:
        liabilities().act(values["act"])
    if values["field"] and values["field"] not in rulebook().vocabularies["goods_fields"]:
        raise BadInput(f"没有商品领域“{values['field'][:60]}”。", f"There is no field of goods {values['field'][:60]!r}.")
    day = values["until"] or values["since"] or on
    for name in ("broken", "applied"):
        if name in typed:
            _read_provision(values, typed, name, day)
    if values["act"] and ("act" in typed or "field" in typed):
        grounds = {"broken": duty_broken(values["act"], day), "applied": provision_applied(values["act"], values["field"], day)}
        values |= {name: ground for name, ground in grounds.items() if ground and not values[name] and name not in typed}


def _read_provision(values: Values, typed: Values, name: str, day: date) -> None:
    """Read an article as people cite it, with the paragraph and item that stand in the citation, and no other."""
    cited = typed[name].strip()
    bare, paragraph, item = parts_of(cited)
    ground = ground_of(bare, day) if cited else ""
    if ground and not rulebook().statutes.knows(ground):
        raise BadInput(
            f"规则库中没有“{cited[:60]}”；照平常的写法写明法律和条、款、项，例如 商标法第五十七条第三项。",
            f"The rulebook has no {cited[:60]!r}; name law and article as people cite them, such as Trademark Law, art. 57.",
        )
    values |= {name: ground, f"{name}_paragraph": paragraph, f"{name}_item": item}


def _refuse_reversed(values: Values, zh: str, en: str) -> None:
    if values["since"] and values["until"] and values["since"] > values["until"]:
        raise BadInput(f"{zh}的起日在止日之后。", f"{en} ends before it begins.")


def _read_penalty(row: Fact, values: Values, typed: Values, on: date) -> None:
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


def check_same(row: Fact) -> None:
    """Refuse a second row of the same thing, which would be counted or served twice. Raises BadInput."""
    told = _same_as(row)
    if told is None:
        return
    found = type(row)._default_manager.filter(matter=row.matter, standing=OPEN, **told).exclude(pk=row.pk)
    same = next((one for one in found if not (isinstance(row, Party) and isinstance(one, Party) and _may_stand_beside(row, one))), None)
    if same is not None:
        raise BadInput(f"与 {same.number}“{same.called[:40]}”相同，请更正该项。", f"This is {same.number} ({same.called[:40]}): correct that one.")


def _may_stand_beside(row: Party, other: Party) -> bool:
    """Return whether a party may be entered or corrected beside one of its name; another kind alone admits no new row, only one that a joined case brought."""
    return are_told_apart(row, other) and (row.pk is not None or row.kind == other.kind)


def are_told_apart(row: Party, other: Party) -> bool:
    """Return whether two parties of one name are two: of another kind, of another number of identity, or two persons of the same name who live elsewhere."""
    if row.kind != other.kind:
        return True
    if row.id_number and other.id_number:
        return _plain(row.id_number) != _plain(other.id_number)
    is_person = row.kind == Party.Kind.PERSON and not (row.code and other.code)
    return bool(is_person and row.address and other.address) and _plain(row.address) != _plain(other.address)


def _plain(words: str) -> str:
    """Return words without spaces and in one case, as they are compared."""
    return "".join(words.split()).upper()


def _same_as(row: Fact) -> dict[str, Any] | None:
    """Return by which columns another row would be the same thing, so that the database finds it; None for a row that may stand more than once."""
    names: tuple[str, ...] = _SAME.get(type(row), ())
    if isinstance(row, Exhibit) and not row.sha256:
        return None
    if isinstance(row, Penalty) and row.kind not in SUMS:
        return None
    return {name: getattr(row, name) for name in names} if names else None


_SAME: Mapping[type[Fact], tuple[str, ...]] = {
    Party: ("role", "name", "code"),
    Offer: ("platform", "listing_key", "url", "place", "goods"),
    Exhibit: ("sha256",),
    Penalty: ("kind", "party_id"),
    Answer: ("point",),
    Charge: ("words", "party_id"),
}
