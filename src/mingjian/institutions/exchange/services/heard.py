"""What the asked node says of a letter before or instead of its answer: a part, more time, a refusal. Kept with the copy, in the order in which it came."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.wire import words
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.exchange.models import Copy, HeldRecord

_MOST = 100  # words of one letter that are kept: who says more is not believed
_LONGEST_NAME = 300
_DUE = "due"
#: States of a copy in which its reply is still to come: a task is taken up before it is reported on.
_WAITING = {
    "assistance": (Copy.State.QUEUED, Copy.State.ARRIVED),
    "campaign": (Copy.State.QUEUED, Copy.State.ARRIVED, Copy.State.TAKEN_UP),
}


def take_word(copy: Copy, item: Mapping[str, Any], at: datetime) -> None:
    """Keep what the asked node says of a letter of this node. Raises Refusal for what is not understood."""
    if copy.record.kind not in words.REPLIES or len(copy.heard) >= _MOST:
        raise Refusal("malformed_item", "letter_word")
    told = _read(item)
    copy.heard = [*copy.heard, {**told, "on": localtime(at).date().isoformat()}]
    is_open = copy.state in _WAITING[copy.record.kind]
    if told["did"] == words.EXTENDED and is_open:
        copy.due = date.fromisoformat(told["until"])
    if told["did"] == words.REFUSED and is_open:
        copy.state, copy.word, copy.since = Copy.State.DECLINED, told["reason"], at
    copy.save(update_fields=["heard", "due", "state", "word", "since"])


def why_another_day(copy: Copy) -> Text:
    """Return why the last day of a copy is not the one that is counted here: more time was announced, or the other node counts otherwise."""
    last = next((one for one in reversed(copy.heard) if "until" in one), {"did": words.EXTENDED})
    return Text("以对方计算的日期为准", "as the other node counts it") if last["did"] == _DUE else Text("已告知延期", "more time was announced")


def due_there(due: date | None, own: date | None, at: datetime) -> dict[str, str]:
    """Return what is kept where the other node counts another last day than this one, as where one of them lacks a year's notice of holidays."""
    return {"did": _DUE, "until": str(due), "own": str(own), "on": localtime(at).date().isoformat()}


def _read(item: Mapping[str, Any]) -> dict[str, str]:
    did = item.get("did")
    needs = {words.PART: ("answer",), words.EXTENDED: ("until", "reason"), words.REFUSED: ("reason",)}.get(str(did))
    if needs is None or not all(isinstance(item.get(name), str) and 0 < len(item[name]) <= _LONGEST_NAME and item[name].isprintable() for name in needs):
        raise Refusal("malformed_item", "letter_word")
    known = {words.EXTENDED: words.EXTENSIONS, words.REFUSED: words.REFUSALS}.get(str(did))
    if known is not None and item["reason"] not in known:
        raise Refusal("malformed_item", "reason")
    told = {"did": str(did), **{name: item[name] for name in needs}}
    if "until" in told:
        try:
            told["until"] = date.fromisoformat(told["until"]).isoformat()
        except ValueError as error:
            raise Refusal("malformed_item", "until") from error
    return told


def note_answer(held: HeldRecord, at: datetime) -> None:
    """
    Let an answer end the wait for it, unless it was said to be a part; it belongs to a letter of this node that its sender was asked by.

    A correction of it changes no time. A letter that was recalled meanwhile stays asked back, so that whoever does not confirm is named.
    """
    kind, name = letter_of(held)
    for copy in Copy.objects.filter(record__name=name, record__kind=kind, peer=held.peer, state__in=_WAITING[kind]):
        if not is_part(copy, held.name):
            copy.state, copy.since = Copy.State.ANSWERED, at
            copy.save(update_fields=["state", "since"])


def letter_of(held: HeldRecord) -> tuple[str, str]:
    """Return the kind and name of the letter or task that a reply says to reply to."""
    return next((kind, held.values.get(field, "")) for kind, (reply, field) in words.REPLIES.items() if reply == held.kind)


def is_part(copy: Copy, answer: str) -> bool:
    """Return whether an answer, by its name, was said to be a part."""
    return any(one["did"] == words.PART and one["answer"] == answer for one in copy.heard)


def said_of(copy: Copy) -> list[tuple[str, Text]]:
    """Return what was said of a letter, with the day of each, in words."""
    return [(one["on"], _sentence(one)) for one in copy.heard]


def _sentence(one: Mapping[str, str]) -> Text:
    if one["did"] == _DUE:
        return Text(
            f"对方计算的答复期限为 {one['until']}，本节点计算为 {one['own']}（两地节假日安排或者规则库版本不同），以对方为准",
            f"the other node counts until {one['until']}, this one until {one['own']} (their calendars or rulebooks differ): the other's day counts",
        )
    did, why = words.LETTER_WORDS[one["did"]], words.WORDS.get(one.get("reason", ""))
    zh, en = (f"至 {one['until']}", f", until {one['until']}") if "until" in one else ("", "")
    return Text(f"{did.zh}{zh}：{why.zh}", f"{did.en}{en}: {why.en}") if why else Text(f"{did.zh}{zh}", f"{did.en}{en}")
