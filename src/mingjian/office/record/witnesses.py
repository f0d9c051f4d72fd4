"""The node's side of its witnesses: each new checkpoint is sent to them, and their cosignatures are kept beside it."""

import http.client
import urllib.error
import urllib.request
from datetime import datetime

from django.conf import settings

from mingjian.core.errors import LedgerFault
from mingjian.core.language import Text
from mingjian.core.ledger.keeper import keep_note
from mingjian.core.ledger.witness import Cosigner, Request, seen_by, with_cosignatures
from mingjian.core.outbound import asked
from mingjian.office.models import Checkpoint
from mingjian.office.record import ledger
from mingjian.office.record.cosignatures import cosigned_note, newest_cosigned, place_of_note

PATIENCE = 10.0  # seconds
MOST = 1 << 16  # bytes of an answer
CONFLICT, UNPROCESSABLE = 409, 422


def witnesses() -> list[tuple[str, Cosigner]]:
    """Return the witnesses that settings name: address and key of each."""
    return [(url.rstrip("/"), Cosigner.from_text(key)) for url, key in settings.WITNESSES]


def send_newest() -> None:
    """
    Send the newest checkpoint to each witness that has not cosigned it, and keep the cosignatures. One that does not answer is asked again next time.

    Raises LedgerFault, once all were asked, where one refused or did not answer.
    """
    newest, told = ledger.newest_checkpoint(), list[Text]()
    if newest is None:
        return
    note = cosigned_note(newest.size, newest.note)
    for url, cosigner in witnesses():
        if cosigner.name in seen_by(note, [cosigner]):
            continue
        try:
            lines = _cosigned(url, newest)
        except LedgerFault as fault:
            told.append(fault.text)
            continue
        more = with_cosignatures(note, lines, [cosigner])
        if more == note:
            told.append(Text(f"见证人 {cosigner.name} 的签名不真。", f"The cosignature of the witness {cosigner.name} is false."))
        else:
            note = more
            keep_note(place_of_note(newest.size), note)
    if told:
        raise LedgerFault(" ".join(one.zh for one in told), " ".join(one.en for one in told))


def _cosigned(url: str, newest: Checkpoint) -> str:
    """Ask one witness, from the size that it knows. Raises LedgerFault where it refuses, or does not answer."""
    status, body = _asked(url, newest, 0)
    if status == CONFLICT and body.strip().isdigit() and int(body) <= newest.size:
        status, body = _asked(url, newest, int(body))
    if status == 200:
        return body
    if status in (CONFLICT, UNPROCESSABLE):
        raise LedgerFault(
            f"见证人 {url} 拒绝签名：它所见的台账与本节点现有的不一致。请立即查明。",
            f"The witness {url} refuses to cosign: the ledger that it saw is not the one that is here now. Find out at once.",
        )
    raise LedgerFault(f"见证人 {url} 未签名（{status}）。", f"The witness {url} did not cosign ({status}).")


def _asked(url: str, newest: Checkpoint, old: int) -> tuple[int, str]:
    proof = ledger.consistency(old, newest.size) if old else []
    request = urllib.request.Request(f"{url}/add-checkpoint", Request(old, tuple(proof), newest.note).body, method="POST")  # noqa: S310 - settings name it
    try:
        with asked(request, PATIENCE) as answer:
            return answer.status, answer.read(MOST).decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read(MOST).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise LedgerFault(f"见证人 {url} 无应答：{error}。", f"The witness {url} does not answer: {error}.") from error


def last_seen(at: datetime) -> Text | None:
    """Return when a witness last cosigned, for the page of the ledger; None where settings name none."""
    known = [cosigner for _, cosigner in witnesses()]
    if not known:
        return None
    seen = seen_by(newest_cosigned(), known) if newest_cosigned() else {}
    if not seen:
        return Text("尚无见证人签名。", "No witness has cosigned yet.")
    ago = int(at.timestamp() - max(seen.values())) // 60
    return Text(f"见证人 {'、'.join(seen)} 于 {ago} 分钟前签名。", f"Cosigned {ago} minutes ago by {', '.join(seen)}.")
