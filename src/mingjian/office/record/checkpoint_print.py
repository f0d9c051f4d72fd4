"""The newest checkpoint for keeping elsewhere: as a page that is printed and put away, and as a mail; both are read back by `mingjian ledger verify`."""

import smtplib
from datetime import datetime, timedelta
from html import escape
from io import BytesIO
from pathlib import Path

import qrcode
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.timezone import localtime
from qrcode.image.svg import SvgPathFillImage

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.keeper import keep_note
from mingjian.office.models import Checkpoint
from mingjian.office.record import ledger

EVERY = timedelta(hours=24)  # a mail at most
GROUP = 4  # signs of a root that are read aloud together
_SMTP = "django.core.mail.backends.smtp.EmailBackend"  # by its name: tests of Django put another in the settings

_PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>{node} {size}</title><style>
body {{ font: 12pt/1.6 "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; max-width: 17cm; margin: 1.5cm auto; color: #000; background: #fff }}
pre {{ font: 10pt/1.5 monospace; white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #000; padding: .4cm }}
.root {{ font: 15pt/1.7 monospace; letter-spacing: .05em }} svg {{ width: 6.5cm; height: 6.5cm }} [lang=en] {{ color: #333; font-size: 10pt }}
</style></head><body>
<h1>台账检查点 <span lang="en">Checkpoint of the ledger</span></h1>
<p>{node} · {at} · <strong>{size}</strong> 条记录 <span lang="en">entries</span></p>
<p>根哈希 <span lang="en">Root (SHA-256, hexadecimal)</span></p><p class="root">{root}</p>
<p>签名文本 <span lang="en">Signed note</span></p><pre>{note}</pre>
{code}
<p>请打印、签名、注明日期，存放在节点以外的地方。日后如有疑问：扫描二维码或照抄签名文本存为 kept.txt，执行
<code>mingjian ledger verify 导出文件 --checkpoint kept.txt</code>；台账被改写或截断即会指出。</p>
<p lang="en">Print it, sign and date it, and put it away elsewhere. When in doubt: scan the code, or copy the signed note, into kept.txt and run
<code>mingjian ledger verify EXPORT --checkpoint kept.txt</code>, which tells whether the ledger was rewritten or cut off since.</p>
<p>公钥 <span lang="en">Public key</span><br><code>{key}</code></p>
<p>保管人 <span lang="en">Kept by</span> ______________________ 日期 <span lang="en">Date</span> ______________</p>
</body></html>
"""


def page(newest: Checkpoint) -> str:
    """Return a page of HTML, whole in itself: size, root in groups of four signs, note, and the note as a QR code."""
    told = {"node": settings.NODE, "at": f"{localtime(newest.at):%Y-%m-%d %H:%M}", "size": str(newest.size), "note": newest.note}
    told |= {"root": root_in_groups(bytes(newest.root)), "key": ledger.keys().key_at(newest.size).text}
    return _PAGE.format(code=_drawn(newest.note), **{name: escape(text) for name, text in told.items()})


def root_in_groups(root: bytes) -> str:
    """Return a root as it is read aloud: hexadecimal in groups of four."""
    signs = root.hex()
    return " ".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def mail_newest(at: datetime) -> None:
    """
    Mail the newest checkpoint to the addresses of the settings, where they were not sent one for a day and it is another than the last.

    Raises BadInput where no server for mail is set, LedgerFault where the mail does not go out: it is tried again at the next sweep.
    """
    newest = ledger.newest_checkpoint()
    if not settings.LEDGER_MAIL or newest is None or _is_recent(newest, at):
        return
    if not settings.EMAIL_HOST or not settings.EMAIL_FROM:
        raise BadInput(
            "设置了 MINGJIAN_LEDGER_MAIL，但没有设置邮件服务器（MINGJIAN_MAIL_HOST、MINGJIAN_MAIL_FROM）：检查点没有寄出。",
            "MINGJIAN_LEDGER_MAIL is set, and no server for mail (MINGJIAN_MAIL_HOST, MINGJIAN_MAIL_FROM): the checkpoint was not sent.",
        )
    subject = f"{settings.NODE} 台账检查点 checkpoint {newest.size}"
    words = "请保存此邮件：台账日后必须延续它。 Keep this mail: the ledger must continue it ever after."
    headers = {"Auto-Submitted": "auto-generated"}
    body = f"{words}\n\n{root_in_groups(bytes(newest.root))}\n\n{newest.note}"
    try:
        EmailMessage(subject, body, settings.EMAIL_FROM, settings.LEDGER_MAIL, headers=headers, connection=get_connection(_SMTP)).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise LedgerFault(
            f"检查点未能寄给 {'、'.join(settings.LEDGER_MAIL)}：{error}。", f"The checkpoint could not be sent to {', '.join(settings.LEDGER_MAIL)}: {error}."
        ) from error
    keep_note(_place(), f"{at.isoformat()}\n{newest.note}")


def _is_recent(newest: Checkpoint, at: datetime) -> bool:
    try:
        when, _, note = _place().read_text(encoding="utf-8").partition("\n")
        return note == newest.note or at - datetime.fromisoformat(when) < EVERY
    except (OSError, ValueError, TypeError):
        return False


def _place() -> Path:
    return Path(settings.HOME) / "ledger-mailed"


def _drawn(note: str) -> str:
    out = BytesIO()
    qrcode.make(note, image_factory=SvgPathFillImage, box_size=10, border=4).save(out)
    return out.getvalue().decode().partition("?>")[2].strip()
