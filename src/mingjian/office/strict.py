"""What the API takes and nothing else: a field or parameter that nobody knows is refused by its name; a filter that is misspelt would be none."""

import json
from collections.abc import Callable, Collection
from typing import Any, ClassVar

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import ConfigDict

from mingjian.core.errors import BadInput
from mingjian.core.language import is_text
from mingjian.core.procedure import rulebook

#: Described as one of these, when the description is drawn: the rulebook need not be read for that at each start.
Choices = Callable[[], Collection[str]]


class StrictIn(Schema):
    """A body, or a part of one, whose fields are all known."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


def one_of(choices: Choices, **more: Any) -> Any:
    """Return a field that is described with its choices; the value is checked where it is used, which says in words what it may be."""
    return Field(json_schema_extra=lambda schema: schema.update(enum=list(choices())), **more)


def procedure_keys() -> list[str]:
    """Return the keys of the procedures of the rulebook."""
    return sorted(rulebook().procedures())


def refuse_unknown(told: Collection[str], known: Collection[str], what_zh: str, what_en: str) -> None:
    """Raise BadInput for the first name that is not known, with those that are."""
    odd = sorted(set(told) - set(known))
    if odd:
        names = "、".join(sorted(known)) or "无"
        raise BadInput(
            f"没有{what_zh} {odd[0][:80]!r}，没有办理；可用：{names}。",
            f"There is no {what_en} {odd[0][:80]!r}, and nothing was done; there are: {', '.join(sorted(known)) or 'none'}.",
        )


def refuse_half_signs(request: HttpRequest) -> None:
    """Raise BadInput for a body of JSON that holds half of a sign (a lone surrogate): no database and no file takes it, and it would fail much later."""
    if request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return
    body = request.body
    if b"\\u" not in body and b"\xed" not in body:
        return
    try:
        is_whole = is_text(json.dumps(json.loads(body), ensure_ascii=False))
    except (ValueError, RecursionError):
        return  # no JSON: whoever reads it says so
    if not is_whole:
        raise BadInput(
            "请求的文字中有不完整的字符（单独的代理项，如 \\ud800），没有办理：请按 UTF-8 重新生成后再发。",
            "A text of the request holds half of a character (a lone surrogate such as \\ud800), and nothing was done: write it as UTF-8 and send it again.",
        )
