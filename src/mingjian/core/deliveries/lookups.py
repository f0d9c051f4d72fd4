"""
Services that answer for one number: a register, an office of marks, one of permits. They are described in `lookups.yaml`, each under its name.

    省企业登记查询:
      kind: registration                                    # or right, permit, recall, penalty
      address: https://register.example.cn/api/firms/{number}
      secret_in: /etc/mingjian/register-secret              # sent as Authorization: Bearer
      rows: data.items                                      # where the records stand in the answer; without it, the answer is one
      map: {entName: name}
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request

from mingjian.core.deliveries.secret import secret_of
from mingjian.core.deliveries.source import entries_of
from mingjian.core.environment import is_encrypted
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.outbound import asked
from mingjian.core.records import Kind, kind
from mingjian.core.records.lake import refuse_odd_source

#: What can be asked for by its number: things that an authority registered, of which each source tells its own.
ASKED = ("registration", "right", "permit", "penalty", "recall")
PLACE = "{number}"
SECONDS = 20.0
MOST = 4 * 2**20  # bytes of an answer
_NEEDED = ("kind", "address")
_KNOWN = frozenset((*_NEEDED, "secret_in", "rows", "map"))
_CITIZEN = re.compile(r"\d{17}[\dXx]")
LONGEST = 64


@dataclass(frozen=True)
class Service:
    """A service: what it answers for, where, with which secret, where its records stand and what its columns are called here."""

    name: str
    kind: str
    address: str
    rows: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    access: Mapping[str, str] = field(default_factory=dict)


def services_in(file: Path) -> list[Service]:
    """Return the services of a file; none where there is no file. Raises BadInput with the service and what is wrong with it."""
    return [_service(name, told) for name, told in entries_of(file, Text("服务", "service")).items()]


def _service(name: str, told: Any) -> Service:
    refuse_odd_source(name)
    if not isinstance(told, dict) or not all(told.get(one) for one in _NEEDED):
        raise _wrong(name, "须写明 kind、address", "it names kind and address")
    if odd := sorted(map(str, told.keys() - _KNOWN)):
        raise _wrong(name, f"不认识 {odd[0]}", f"there is nothing called {odd[0]}")
    if told["kind"] not in ASKED:
        raise _wrong(name, f"kind 可取：{'、'.join(ASKED)}", f"kind is one of {', '.join(ASKED)}")
    address, secret, mapping = str(told["address"]), str(told.get("secret_in") or ""), told.get("map") or {}
    if PLACE not in address or not is_encrypted(address):
        raise _wrong(name, "address 须是 https:// 开头、含 {number} 的网址", "address begins with https:// and holds {number}")
    if secret and not Path(secret).is_absolute():
        raise _wrong(name, "secret_in 须是以 / 开头的文件", "secret_in is a file from the root")
    if not isinstance(mapping, Mapping):
        raise _wrong(name, "map 写作 {他们的列: 我们的列}", "map is {THEIRS: OURS}")
    rows = tuple(part for part in str(told.get("rows") or "").split(".") if part)
    mapped = {str(theirs): str(ours or "") for theirs, ours in mapping.items()}
    return Service(name, str(told["kind"]), address, rows, mapped, {"secret_in": secret} if secret else {})


def asked_number(of: Kind, written: str) -> str:
    """Return a number as it is asked for. Raises BadInput for what is none, or a citizen's."""
    number = "".join(written.split())
    if not 3 <= len(number) <= LONGEST or not any(sign.isdigit() for sign in number):
        meaning = of.column(of.key[0]).meaning
        raise BadInput(f"请填写{meaning.zh}。", f"Write the {meaning.en}.")
    if _CITIZEN.fullmatch(number):
        raise BadInput("公民身份号码不在此查询。", "The number of a citizen is not looked up here.")
    return number.upper()


def write_answer(service: Service, number: str, to: Path, at: str) -> int:
    """
    Ask a service for a number and write its records as lines of JSON; give how many there are.

    Each line has the instant at which it was told, so that the same answer on another day is one of its own. Raises BadInput where nobody answers, or in
    another form.
    """
    records = list(_records(service, _answer(service, number), number))
    to.write_text("".join(json.dumps({**one, "told_at": at}, ensure_ascii=False) + "\n" for one in records), "utf-8")
    return len(records)


def _answer(service: Service, number: str) -> Any:
    """Return what a service answers; None where it knows no such number."""
    headers = {"User-Agent": "mingjian", "Accept": "application/json"}
    if service.access:
        headers["Authorization"] = f"Bearer {secret_of(service.access)}"
    request = Request(service.address.replace(PLACE, quote(number, safe="")), headers=headers)  # noqa: S310 - https, by `_service`
    try:
        with asked(request, SECONDS) as answer:
            body = answer.read(MOST + 1)
    except HTTPError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return None
        raise BadInput(f"{service.name} 答复 {error.code}。", f"{service.name} answered {error.code}.") from None
    except OSError as error:
        reason = " ".join(str(getattr(error, "reason", error)).split())[:200]
        raise BadInput(f"{service.name} 无法连接：{reason}。", f"{service.name} cannot be reached: {reason}.") from None
    try:
        if len(body) > MOST:
            raise ValueError("too large")
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BadInput(f"{service.name} 的答复不是 JSON，没有采用。", f"The answer of {service.name} is no JSON and was not taken.") from None


def _records(service: Service, told: Any, number: str) -> Iterator[dict[str, Any]]:
    """Yield the records of an answer, each with plain values alone; one without a number of its own is of the number that was asked for."""
    for part in service.rows:
        told = told.get(part) if isinstance(told, dict) else None
    key = kind(service.kind).key[0]
    for one in told if isinstance(told, list) else [told]:
        if not isinstance(one, dict):
            continue
        plain = {str(name): value for name, value in one.items() if isinstance(value, str | int | float | bool) and value != ""}
        is_named = any(service.mapping.get(name, name) == key or str(value).strip().upper() == number for name, value in plain.items())
        if plain:
            yield plain if is_named else {key: number, **plain}


def _wrong(name: str, zh: str, en: str) -> BadInput:
    return BadInput(f"lookups.yaml 的“{name}”：{zh}。", f"lookups.yaml, {name!r}: {en}.")
