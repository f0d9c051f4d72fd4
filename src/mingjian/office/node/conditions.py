"""
What the node looks at about itself, each thing in a function of its own: how it is, in words, and how it is mended.

`QUICK` is asked by load balancers every few seconds and touches little; `WHOLE` is what `mingjian doctor` and the page of the node tell.
"""

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.office.jobs.models import Job
from mingjian.office.models import Checkpoint, Entry
from mingjian.office.node import certificates
from mingjian.office.node.alarms import alarms_now, end_alarm, raise_alarm
from mingjian.office.node.models import Pulse
from mingjian.office.node.triggers import differing

OF_CONDITION = "condition:"  # names of alarms
WELL, NEAR, BAD = "well", "near", "bad"
LEVELS = (WELL, NEAR, BAD)
LEAST_FREE = 500 * 2**20  # bytes, below which nothing is safe any more
LOW_FREE = 5 * 2**30  # bytes, from which somebody should look
JOB_LATE, JOB_MISSED = timedelta(minutes=10), timedelta(hours=2)
UNWORKED_LATE, UNWORKED_MISSED = timedelta(minutes=3), timedelta(minutes=15)  # that a job waits while no worker is at work on another one
BACKUP_LATE, BACKUP_MISSED = timedelta(days=2), timedelta(days=7)
CERTIFICATE_BAD, CERTIFICATE_NEAR = 3, 21  # days that it holds
PATIENCE = 5  # seconds that a writer is waited for
AHEAD = timedelta(minutes=2)  # that an entry may lie ahead of the clock


@dataclass(frozen=True)
class Condition:
    """One thing that was looked at: its name, how it is, in words, how it is mended where it is not well, and whether it could not even be asked."""

    name: str
    title: Text
    level: str
    said: Text
    mend: Text | None = None
    is_unasked: bool = False


Check = Callable[[datetime], Condition]


def looked_at(checks: tuple[Check, ...], at: datetime) -> list[Condition]:
    """Look at each; one that cannot even be asked is bad and says so."""
    return [_asked(check, at) for check in checks]


def worst(conditions: list[Condition]) -> str:
    """Return the worst level among conditions."""
    return max((one.level for one in conditions), key=LEVELS.index, default=WELL)


def _asked(check: Check, at: datetime) -> Condition:
    try:
        return check(at)
    except (DatabaseError, OSError) as error:
        said = Text(f"查看时出错：{type(error).__name__}。", f"It cannot be asked: {type(error).__name__}.")
        mend = Text("先解决数据库和磁盘的问题。", "Mend the database and the disk first.")
        return Condition(check.__name__, TITLES[check.__name__], BAD, said, mend, is_unasked=True)


def told_once(conditions: list[Condition]) -> list[Condition]:
    """Return in one what could not be asked for one and the same fault, at the place of the first: a person reads what is wrong once."""
    found: dict[object, list[Condition]] = {}
    for one in conditions:
        found.setdefault(one.said if one.is_unasked else one.name, []).append(one)
    return [alike[0] if len(alike) == 1 else _together(alike) for alike in found.values()]


def _together(alike: list[Condition]) -> Condition:
    title = Text("、".join(one.title.zh for one in alike), ", ".join(one.title.en for one in alike))
    return replace(alike[0], title=title)


def _told(name: str, level: str, zh: str, en: str, mend: Text | None = None) -> Condition:
    return Condition(name, TITLES[name], level, Text(zh, en), mend if level != WELL else None)


def database(at: datetime) -> Condition:
    """Return whether the database answers, and can be written."""
    mend = Text("检查 DATABASE_URL、数据库服务和磁盘；只读的请恢复写权限。", "See DATABASE_URL, the database's service and the disk; let it be written again.")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return _told("database", BAD, f"数据库无法打开：{type(error).__name__}。", f"The database cannot be opened: {type(error).__name__}.", mend)
    file = Path(str(settings.DATABASES["default"].get("NAME") or ""))
    if connection.vendor == "sqlite" and file.is_file() and not os.access(file, os.W_OK):
        return _told("database", BAD, "数据库只能读，不能写。", "The database can be read and not written.", mend)
    if _is_locked():
        held = Text("查找长时间占用数据库的程序（备份、导入、其他工具）并结束它。", "Look for what holds it (a backup, an import, another tool), and end it.")
        zh, en = f"数据库被占用超过 {PATIENCE} 秒，不能写入。", f"The database has been held for over {PATIENCE} seconds and takes no writing."
        return _told("database", BAD, zh, en, held)
    return _told("database", WELL, f"可用（{connection.vendor}）。", f"It answers ({connection.vendor}).")


def _is_locked() -> bool:
    """Return whether something else has held SQLite's one place for writers for longer than any work of ours does; whoever has it is not asked."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    try:
        with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=PATIENCE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    return False


def disk(at: datetime) -> Condition:
    """Return how much room is left where the home lies."""
    usage = shutil.disk_usage(settings.HOME)
    level = BAD if usage.free < LEAST_FREE else NEAR if usage.free < LOW_FREE else WELL
    left = f"{usage.free / 2**30:.1f} GiB"
    mend = Text("清理或扩充磁盘；备份宜放在另一块磁盘上。", "Clear or enlarge the disk; backups belong on another one.")
    return _told("disk", level, f"剩余 {left}。", f"{left} are free.", mend)


def sweep(at: datetime) -> Condition:
    """Return when the sweep last went round."""
    mend = Text("查看 mingjian serve 是否在运行，或以 cron 执行 mingjian sweep。", "See that mingjian serve runs, or run mingjian sweep from cron.")
    last = _pulse("sweep")
    if last is None:
        return _told("sweep", NEAR, "尚未清扫过。", "No sweep has gone round yet.", mend)
    is_late = at - last > timedelta(minutes=settings.SWEEP_WITHIN)
    return _told("sweep", BAD if is_late else WELL, f"上次清扫：{_clock(last)}。", f"The last sweep: {_clock(last)}.", mend)


def ledger(at: datetime) -> Condition:
    """Return whether the ledger could be signed."""
    mend = Text(
        "执行 mingjian ledger export 和 mingjian ledger verify，查明被改动的记录。", "Run mingjian ledger export and verify, to see which entry was changed."
    )
    alarm = next((one for one in alarms_now() if one.name == "ledger"), None)
    if alarm:
        return _told("ledger", BAD, alarm.text.zh, alarm.text.en, mend)
    size, signed = sizes_of_ledger()
    return _told("ledger", WELL, f"共 {size} 条，已签 {signed} 条。", f"{size} entries, {signed} of them signed.")


def sizes_of_ledger() -> tuple[int, int]:
    """Return how many entries the ledger has, and how many of them a checkpoint signs."""
    last = Entry.objects.order_by("index").values_list("index", flat=True).last()
    signed = Checkpoint.objects.order_by("size").values_list("size", flat=True).last()
    return 0 if last is None else last + 1, signed or 0


def alarms(at: datetime) -> Condition:
    """Return whether any alarm is open besides the ledger's and those of conditions, which speak for themselves."""
    found = [one.name for one in alarms_now() if one.name != "ledger" and not one.name.startswith(OF_CONDITION)][:5]
    named = "、".join(found)
    mend = Text("见日志和节点状况页。", "See the log and the page of the node.")
    return _told("alarms", BAD if found else WELL, f"未解除的告警：{named or '无'}。", f"Open alarms: {', '.join(found) or 'none'}.", mend)


def jobs(at: datetime) -> Condition:
    """Return how long the oldest job has waited that is ready, and whether any worker is at work meanwhile."""
    oldest = Job.objects.filter(state=Job.State.QUEUED, run_after__lte=at).order_by("run_after").values_list("run_after", flat=True).first()
    waited = at - oldest if oldest else timedelta(0)
    minutes = int(waited.total_seconds() // 60)
    mend = Text("查看是否有 mingjian work 在运行（mingjian serve --jobs 2）。", "See that mingjian work runs (mingjian serve --jobs 2).")
    if waited > UNWORKED_LATE and not Job.objects.filter(state=Job.State.RUNNING, lease_until__gt=at).exists():
        zh, en = f"作业已等 {minutes} 分钟，没有工作进程在办。", f"A job has waited for {minutes} minutes, and no worker is at work."
        return _told("jobs", BAD if waited > UNWORKED_MISSED else NEAR, zh, en, mend)
    level = BAD if waited > JOB_MISSED else NEAR if waited > JOB_LATE else WELL
    return _told("jobs", level, f"等候最久的作业已等 {minutes} 分钟。", f"Longest wait of a job, in minutes: {minutes}.", mend)


def backups(at: datetime) -> Condition:
    """Return how old the last backup is."""
    mend = Text("执行 mingjian backup 文件夹，并设定每日定时。", "Run mingjian backup FOLDER, and have it run every day.")
    last = _pulse("backup")
    if last is None:
        return _told("backups", NEAR, "此节点还没有备份过。", "No backup of this node has been made.", mend)
    age = at - last
    level = BAD if age > BACKUP_MISSED else NEAR if age > BACKUP_LATE else WELL
    return _told("backups", level, f"上次备份：{_clock(last)}。", f"The last backup: {_clock(last)}.", mend)


def tables(at: datetime) -> Condition:
    """Return whether the database has the tables of this version."""
    executor = MigrationExecutor(connection)
    lacked = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    mend = Text("启动一次 mingjian serve（会先备份数据库）。", "Start mingjian serve once (it backs the database up first).")
    zh, en = ("与本程序版本一致。", "They are those of this version.") if not lacked else (f"缺 {lacked} 项更新。", f"{lacked} changes are lacking.")
    return _told("tables", BAD if lacked else WELL, zh, en, mend)


def triggers(at: datetime) -> Condition:
    """Return whether the database has the triggers that this version makes, and no others."""
    mend = Text(
        "由数据库管理员查明是谁改动的；执行 mingjian audit；删去多出的触发器，或从备份恢复。",
        "Find out who changed them; run mingjian audit; drop those that do not belong there, or restore a backup.",
    )
    found = differing()
    named, more = "、".join(found[:5]), ", ".join(found[:5])
    zh, en = "与本程序所建的一致。", "They are those that this version makes."
    if found:
        zh, en = f"与本程序所建的不同：{named}。", f"Not those that this version makes: {more}."
    return _told("triggers", BAD if found else WELL, zh, en, mend)


def permissions(at: datetime) -> Condition:
    """Return whether others on the machine can read the home, or what lies in it."""
    home = Path(settings.HOME)
    wide = [one.name for one in (home, *home.glob("*key*"), *home.glob("*.sqlite3*")) if one.exists() and one.stat().st_mode & 0o077]
    mend = Text(f"执行 chmod 700 {home} && chmod -R go= {home}。", f"Run chmod 700 {home} && chmod -R go= {home}.")
    zh, en = ("仅本用户可读。", "Only this user can read it.")
    if wide:
        zh, en = f"其他用户可读：{'、'.join(wide[:5])}。", f"Others can read: {', '.join(wide[:5])}."
    return _told("permissions", BAD if home.name in wide else NEAR if wide else WELL, zh, en, mend)


def keys(at: datetime) -> Condition:
    """Return whether the keys are there that the node has used, and where settings want them."""
    home = Path(settings.HOME)
    if settings.LEDGER_PKCS11 and (home / "ledger-key").exists() and not (home / "ledger-key").read_text().startswith("pkcs11:"):
        mend = Text("执行 mingjian ledger turn-key，此后由令牌签名。", "Run mingjian ledger turn-key: the token signs from then on.")
        return _told("keys", NEAR, "台账签名密钥仍在文件中，不在令牌中。", "The ledger's key still lies in a file, and not in the token.", mend)
    lost = [] if (home / "ledger-key").exists() or not Checkpoint.objects.exists() else ["ledger-key"]
    if not (home / "secret-key").exists() and not os.environ.get("MINGJIAN_SECRET_KEY"):
        lost.append("secret-key")
    mend = Text("从备份恢复密钥（mingjian restore），不要另造。", "Bring the keys back from a backup (mingjian restore); do not make others.")
    zh, en = (f"缺少 {'、'.join(lost)}。", f"Absent: {', '.join(lost)}.") if lost else ("齐全。", "They are there.")
    return _told("keys", BAD if lost else WELL, zh, en, mend)


def clock(at: datetime) -> Condition:
    """Return whether the clock runs behind the latest instant that was entered: what was entered since it was put back does not hide it."""
    last = Entry.objects.order_by("at").values_list("at", flat=True).last()
    mend = Text("校准时间（timedatectl、chrony）；在此之前不要办理。", "Set the clock right (timedatectl, chrony) before anybody works.")
    is_behind = last is not None and last - at > AHEAD
    zh, en = (
        (f"时钟落后于台账中最晚的记录（{_clock(last)}）。", f"The clock is behind the latest entry ({_clock(last)}).")
        if is_behind and last
        else ("正常。", "It is right.")
    )
    return _told("clock", BAD if is_behind else WELL, zh, en, mend)


def python(at: datetime) -> Condition:
    """Return which Python runs."""
    is_old = sys.version_info < (3, 11)
    said = f"{platform.python_version()}（{sys.executable}）"
    return _told("python", BAD if is_old else WELL, said, said, Text("安装 Python 3.11 或更高版本。", "Install Python 3.11 or newer."))


def certificate(at: datetime) -> Condition:
    """Return for how many days the certificate holds that the proxy shows, and whether it is for the node's name."""
    mend = Text("换上新证书，重新加载反向代理。", "Put a new certificate in place, and have the proxy read it.")
    try:
        found = certificates.certificate()
    except (OSError, ValueError) as error:
        mend = Text(
            "核对 MINGJIAN_CERTIFICATE；节点的用户须能读此文件（公开的证书，不是私钥）。", "See MINGJIAN_CERTIFICATE: the node's user must be able to read it."
        )
        return _told("certificate", NEAR, f"证书文件读不出：{type(error).__name__}。", f"The certificate cannot be read: {type(error).__name__}.", mend)
    if found is None:
        return _told("certificate", WELL, "未设 MINGJIAN_CERTIFICATE，不查看证书的有效期。", "MINGJIAN_CERTIFICATE is not set: no certificate is looked at.")
    left, name = (found.ends_at - at).days, certificates.name_of_console()
    if name and not found.is_for(name):
        named, more = "、".join(found.names[:3]), ", ".join(found.names[:3])
        return _told("certificate", BAD, f"证书是 {named} 的，不是 {name} 的。", f"It is for {more}, and not for {name}.", mend)
    level = BAD if left < CERTIFICATE_BAD else NEAR if left < CERTIFICATE_NEAR else WELL
    zh, en = f"有效期到 {_clock(found.ends_at)}，还有 {left} 天。", f"It holds until {_clock(found.ends_at)}: {left} days."
    return _told("certificate", level, *((zh, en) if left >= 0 else (f"已于 {_clock(found.ends_at)} 过期。", f"It ended at {_clock(found.ends_at)}.")), mend)


#: What does not work without a program, in words; everything else does.
WITHOUT = {
    "chromium": Text("网页取证不可用", "pages cannot be captured"),
    "fonts-noto-cjk": Text("取证截图中的中文显示为方框", "captures show boxes for Chinese"),
    "libreoffice": Text("旧式 Word 文书（.doc）不能转换", "old Word documents (.doc) cannot be converted"),
    "postgresql-client": Text("不能备份，升级前不能复制数据库", "no backup, and no copy before an upgrade"),
}


def programs(at: datetime) -> Condition:
    """Return which programs are absent that a part of the work needs, and what each is for."""
    wanted = {"chromium": ("chromium", "chromium-browser", "google-chrome"), "libreoffice": ("soffice", "libreoffice")}
    if connection.vendor == "postgresql":
        wanted["postgresql-client"] = ("pg_dump",)
    absent = [name for name, commands in wanted.items() if not any(map(shutil.which, commands))]
    if not any(Path(folder).is_dir() and any(Path(folder).rglob("*CJK*")) for folder in ("/usr/share/fonts", "/usr/local/share/fonts")):
        absent.append("fonts-noto-cjk")
    mend = Text(f"apt-get install {' '.join(absent)}", f"apt-get install {' '.join(absent)}") if absent else None
    zh = f"{'；'.join(f'没有 {one}，{WITHOUT[one].zh}' for one in absent)}。其余照常。" if absent else "齐全。"
    en = f"{'; '.join(f'without {one} {WITHOUT[one].en}' for one in absent).capitalize()}. The rest works." if absent else "They are there."
    return _told("programs", NEAR if absent else WELL, zh, en, mend)


def mail(at: datetime) -> Condition:
    """Return whether the node is set up to send mail."""
    host = str(getattr(settings, "EMAIL_HOST", ""))
    if host in ("", "localhost"):
        return _told("mail", WELL, "未设置邮件服务器，本节点不发邮件。", "No mail server is set: this node sends no mail.")
    return _told("mail", WELL, f"经 {host} 发送。", f"It goes by {host}.")


def proxy(at: datetime) -> Condition:
    """Return whether what stands before the node is set up so that callers are told apart."""
    is_lacking = bool(settings.SESSION_COOKIE_SECURE) and not settings.PROXIES
    mend = Text("设 MINGJIAN_PROXIES=127.0.0.1（反向代理的地址）。", "Set MINGJIAN_PROXIES=127.0.0.1 (the proxy's address).")
    zh, en = ("正常。", "It is right.")
    if is_lacking:
        zh, en = "已设 HTTPS 而未写明反向代理：所有访问者看来是同一地址。", "HTTPS is set and no proxy named: all callers look like one address."
    return _told("proxy", NEAR if is_lacking else WELL, zh, en, mend)


def _pulse(name: str) -> datetime | None:
    return Pulse.objects.filter(name=name).values_list("well_at", flat=True).first()


def _clock(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"


TITLES = {
    "database": Text("数据库", "Database"),
    "disk": Text("磁盘", "Disk"),
    "sweep": Text("清扫", "Sweep"),
    "ledger": Text("台账", "Ledger"),
    "alarms": Text("告警", "Alarms"),
    "jobs": Text("作业", "Jobs"),
    "backups": Text("备份", "Backups"),
    "tables": Text("数据表", "Tables"),
    "triggers": Text("触发器", "Triggers"),
    "permissions": Text("文件权限", "Permissions"),
    "keys": Text("密钥", "Keys"),
    "clock": Text("时钟", "Clock"),
    "python": Text("Python", "Python"),
    "programs": Text("所需程序", "Programs"),
    "certificate": Text("证书", "Certificate"),
    "mail": Text("邮件", "Mail"),
    "proxy": Text("反向代理", "Proxy"),
}
QUICK: tuple[Check, ...] = (database, disk, sweep, ledger, alarms, triggers, clock, jobs)
WHOLE: tuple[Check, ...] = (*QUICK, backups, tables, permissions, keys, python, programs, certificate, mail, proxy)
#: What the sweep raises an alarm about, since whoever could mend it may look at no page for weeks.
ALARMING: tuple[Check, ...] = (disk, jobs, backups, keys, triggers, clock, certificate)


def alarm_of_conditions(at: datetime) -> None:
    """Raise an alarm about each condition that is bad, and end that of each which is so no more."""
    for one in looked_at(ALARMING, at):
        if one.level == BAD:
            raise_alarm(f"{OF_CONDITION}{one.name}", one.said, at)
        else:
            end_alarm(f"{OF_CONDITION}{one.name}", at)
