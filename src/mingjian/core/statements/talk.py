"""
Talk that was exported as text and is no table: a line that says when and who, and below it, or behind it, what was said.

So QQ writes its records, WeChat what is sent on by mail, and others what they call a transcript. The form that most lines of a file have is the file's.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_TIME = rf"{_DAY}[ T,，]*(?:上午|下午|晚上|凌晨|中午|早上)?\s*\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s*[AaPp]\.?[Mm]\.?)?"
#: What a message begins with: time and person on a line of their own, person and time, or either with the text behind them.
_FORMS = (
    re.compile(rf"^(?P<when>{_TIME})\s+(?P<who>\S.{{0,79}}?)\s*[:：]?$"),
    re.compile(rf"^(?P<who>\S.{{0,59}}?)\s*[(（\[]?\s*(?P<when>{_TIME})\s*[)）\]]?\s*[:：]?$"),
    re.compile(rf"^[\[(]?(?P<when>{_TIME})[\])]?[\s,，-]+(?P<who>[^:：\s][^:：]{{0,59}})[:：]\s?(?P<text>.*)$"),
    re.compile(rf"^(?P<who>[^:：\[(（]{{1,60}}?)\s*[\[(（](?P<when>{_TIME})[)\]）]\s*[:：]\s?(?P<text>.+)$"),
)
_CHAT = re.compile(r"^(?:消息对象|聊天对象|会话|群聊|群名称|与(?P<with>.{1,60})的聊天记录)[:：]?\s*(?P<name>.*)$")
_GROUP = re.compile(r"^消息分组[:：].*$")
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")  # marks of direction that messengers write before names and notes
_RULE = re.compile(r"^[=\-—_*]{4,}$")
_TITLE = re.compile(r"^【[^】]{1,20}】")
_ACCOUNT = re.compile(r"^(?P<name>.*?)\s*[(（<](?P<account>[A-Za-z0-9_@.+\-]{3,64})[)）>]$")


class Said(NamedTuple):
    """One message: the line that it begins at, when, in which talk, by whom under what account, and what."""

    line: int
    when: str
    chat: str
    sender: str
    account: str
    text: str


def said_in(lines: Iterable[str]) -> list[Said]:
    """Return the messages of a transcript; none where the lines are of no form that is known."""
    rows = [_UNSEEN.sub("", line).rstrip() for line in lines]
    form = max(_FORMS, key=lambda one: sum(one.match(line) is not None for line in rows))
    return list(_messages(rows, form))


def _messages(rows: list[str], form: re.Pattern[str]) -> Iterator[Said]:
    chat, begun, text = "", None, list[str]()
    for number, line in enumerate(rows, 1):
        if found := form.match(line):
            if begun:
                yield _said(begun, chat, text)
            begun, text = (number, found), [found["text"]] if "text" in found.re.groupindex else []
        elif named := _CHAT.match(line):
            if begun:
                yield _said(begun, chat, text)
            chat, begun, text = (named["with"] or named["name"] or "").strip(), None, []
        elif not _RULE.match(line) and not _GROUP.match(line):
            text.append(line)
    if begun:
        yield _said(begun, chat, text)


def _said(begun: tuple[int, re.Match[str]], chat: str, text: list[str]) -> Said:
    line, found = begun
    who = _TITLE.sub("", found["who"].strip())
    told = _ACCOUNT.match(who)
    name, account = (told["name"].strip(), told["account"]) if told else (who, "")
    return Said(line, found["when"], chat, name or account, account, "\n".join(text).strip())
