"""One HTTPS request with JSON, as bots and gateways want it: five seconds, no redirect, and of the answer a little."""

import json
from collections.abc import Mapping
from typing import Any

import urllib3

from mingjian.institutions.notifications.services.channels.shapes import Later, Refused

_POOL = urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=5), retries=False)
_LARGEST = 65536
_BUSY = frozenset({408, 425, 429})


def post(url: str, body: bytes, key: str, **headers: str) -> dict[str, Any]:
    """Send JSON and give the JSON answered, empty where it is none. `key` goes along as Idempotency-Key. Raises Later, Refused."""
    told = {"content-type": "application/json; charset=utf-8", "idempotency-key": key, "user-agent": "mingjian", **headers}
    try:
        reply = _POOL.request("POST", url, body=body, headers=told, redirect=False, preload_content=False)
        try:
            answered = reply.read(_LARGEST)
        finally:
            reply.close()
    except urllib3.exceptions.HTTPError:
        raise Later("away") from None
    if reply.status >= 500 or reply.status in _BUSY:
        raise Later("busy")
    if reply.status >= 300:
        raise Refused("refused")
    return _read(answered)


def _read(answered: bytes) -> dict[str, Any]:
    try:
        told = json.loads(answered)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def settle(told: Mapping[str, Any], name: str, *, busy: frozenset[int], signature: frozenset[int]) -> None:
    """Read a bot's own code, which stands in a body under status 200: nought is taken, anything else raises Later or Refused."""
    code = told.get(name)
    if code == 0:
        return
    if code in busy or not isinstance(code, int):
        raise Later("busy")
    raise Refused("signature" if code in signature else "refused")
