"""
Requests that a client sends again under the same key: done once where they say the same, refused where they say something else.

The entry of a request with a key holds a keyed digest of what was sent. Without the node's secret nobody can try out what it may have been.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.crypto import constant_time_compare, salted_hmac

from mingjian.core.errors import StepRefused
from mingjian.office.models import Entry
from mingjian.office.record.bodies import told_by

FIELD = "request_digest"
_SALT = "mingjian.request"


def digest_of_request(*sent: object) -> str:
    """Return the digest by which an entry remembers what was sent."""
    return _digest(sent, settings.SECRET_KEY)


def refuse_other_request(before: Entry, *sent: object) -> None:
    """Raise StepRefused where the entry made before under a key was made for something else. An entry from before there were digests refuses nothing."""
    kept = told_by(before.body).get(FIELD)
    if kept and not any(constant_time_compare(str(kept), _digest(sent, secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)):
        raise other_request()


def other_request() -> StepRefused:
    """Return the refusal of a key that stood for something else."""
    return StepRefused(
        "这个请求编号（key）已用于另一项内容，没有办理；另一项请用新的编号。",
        "This request key was used for something else, and nothing was done: take another key for another request.",
    )


def _digest(sent: object, secret: str | bytes) -> str:
    return salted_hmac(_SALT, json.dumps(_plain(sent), sort_keys=True, ensure_ascii=False), secret=secret, algorithm="sha256").hexdigest()


def _plain(sent: Any) -> Any:
    """Return what was sent as JSON has it, the same for each repeat: a row by its model and key, a file by its hash or else its name."""
    if isinstance(sent, Mapping):
        return {str(name): _plain(value) for name, value in sent.items()}
    if isinstance(sent, list | tuple):
        return [_plain(value) for value in sent]
    if isinstance(sent, set | frozenset):
        return sorted(str(_plain(value)) for value in sent)
    if isinstance(sent, Model):
        return f"{sent._meta.label}#{sent.pk}"
    if hasattr(sent, "chunks"):
        return str(getattr(sent, "name", ""))
    return sent if isinstance(sent, str | int | float | bool | None) else str(getattr(sent, "sha256", sent))
