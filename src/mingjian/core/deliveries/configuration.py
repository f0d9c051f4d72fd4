"""
Read `deliveries.yaml`: the sources that come by themselves, each under its name.

    甲网:
      kind: order
      way: folder              # or https_feed, sftp, mailbox, object_store
      place: /srv/incoming/jia # a folder, or an address
      by: county               # in whose name it is loaded
      every: 15                # minutes
      silent_after: 3          # days without anything new
      map: {交易号: order_id}
    乙网:
      kind: order
      way: mailbox
      place: imaps://mail.example.cn/INBOX
      user: data@example.cn
      secret_in: /etc/mingjian/mail-secret
      senders: [report@yi.example]
      by: county
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from mingjian.core.deliveries import Way, ways
from mingjian.core.deliveries.source import Source, entries_of
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records import kind
from mingjian.core.records.lake import refuse_odd_source

_KNOWN = frozenset(("kind", "way", "place", "by", "every", "silent_after", "map", "sheet"))
_FILES = ("secret_in", "known_hosts")
_NEEDED = ("kind", "way", "place", "by")
SHORTEST, LONGEST = 1, 31 * 24 * 60  # minutes between two looks


def sources_in(file: Path) -> list[Source]:
    """Return the sources of a file; none where there is no file. Raises BadInput with the source and what is wrong with it."""
    return [_source(name, told) for name, told in entries_of(file, Text("来源", "source")).items()]


def _source(name: str, told: Any) -> Source:
    refuse_odd_source(name)
    if not isinstance(told, dict) or not all(told.get(one) for one in _NEEDED):
        raise _wrong(name, "须写明 kind、way、place、by", "it names kind, way, place and by")
    kind(str(told["kind"]))
    way = ways().get(str(told["way"]))
    if way is None:
        known = "、".join(sorted(ways()))
        raise _wrong(name, f"way 可取：{known}", f"way is one of {', '.join(sorted(ways()))}")
    if odd := sorted(map(str, told.keys() - _KNOWN - {*way.needs, *way.takes})):
        raise _wrong(name, f"不认识 {odd[0]}", f"there is nothing called {odd[0]}")
    every, silent = _whole(name, told, "every", 15, SHORTEST, LONGEST), _whole(name, told, "silent_after", 3, 1, 366)
    mapping = told.get("map") or {}
    if not isinstance(mapping, Mapping):
        raise _wrong(name, "map 写作 {他们的列: 我们的列}", "map is {THEIRS: OURS}")
    place = str(told["place"])
    if not way.is_place(place):
        raise _wrong(name, f"place 须是{way.place.zh}", f"place is {way.place.en}")
    mapped = {str(theirs): str(ours or "") for theirs, ours in mapping.items()}
    by, sheet = str(told["by"]), str(told.get("sheet") or "")
    access = _access(name, way, told)
    return Source(name, str(told["kind"]), str(told["way"]), place, by, timedelta(minutes=every), silent, mapped, sheet, access)


def _access(name: str, way: Way, told: Mapping[str, Any]) -> dict[str, str]:
    """Return the further words that a way needs or takes; several of one, as senders, are parted by commas."""
    found = {}
    for word in (*way.needs, *way.takes):
        value = told.get(word)
        if word in way.needs and not value:
            raise _wrong(name, f"{way.title.zh}还须写明 {word}", f"{way.title.en} also needs {word}")
        if value:
            found[word] = ",".join(map(str, value)) if isinstance(value, list) else str(value)
        if word in _FILES and value and not Path(found[word]).is_absolute():
            raise _wrong(name, f"{word} 须是以 / 开头的文件", f"{word} is a file from the root")
    return found


def _whole(name: str, told: Mapping[str, Any], what: str, usual: int, least: int, most: int) -> int:
    value = told.get(what, usual)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _wrong(name, f"{what} 是 {least} 至 {most} 的整数", f"{what} is a whole number from {least} to {most}")
    return value


def _wrong(name: str, zh: str, en: str) -> BadInput:
    return BadInput(f"deliveries.yaml 的“{name}”：{zh}。", f"deliveries.yaml, {name!r}: {en}.")
