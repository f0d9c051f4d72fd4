"""What opens a backup: a passphrase from a file of the settings, from the environment, or typed; or an identity of age."""

import os
import sys
from pathlib import Path

import click

from mingjian.core.backups.encryption import Secret
from mingjian.core.backups.store import is_begun, takes_age
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.optional import required


def secret_of(folder: str, recipients: tuple[str, ...] = (), identity: Path | None = None, *, is_new_allowed: bool = False) -> Secret:
    """
    Return what opens the backup in a folder, or is to: identities and recipients of age where it was begun for such, or is to be; else its passphrase.

    Raises BadInput where a file cannot be read, or where the folder is under the other of both.
    """
    named = recipients or tuple(one for one in os.environ.get("MINGJIAN_BACKUP_AGE", "").split(",") if one)
    begun = is_begun(folder)
    if takes_age(folder) or (named and is_new_allowed and not begun):
        home = Path(os.environ.get("MINGJIAN_HOME", "var")).resolve()
        age = required("mingjian.core.backups.age", Text("age 加密支持", "support of age"))
        made: Secret = age.Age(named if is_new_allowed else (), (_read(identity),) if identity else (), home / age.KEPT)
        return made
    if recipients or identity:
        raise BadInput("此备份用口令加密：请去掉 --age 和 --identity，或另选一个文件夹。", "This backup is under a passphrase: leave --age and --identity out.")
    return passphrase(is_new=is_new_allowed and not begun)


def _read(identity: Path) -> str:
    try:
        return identity.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"私钥文件 {identity} 无法读取。", f"The file of the identity {identity} cannot be read.") from error


def passphrase(*, is_new: bool = False) -> str:
    """
    Return the passphrase: of the file that MINGJIAN_BACKUP_PASSPHRASE_FILE names (as a timer has it), of MINGJIAN_BACKUP_PASSPHRASE, or typed, twice where new.

    Raises BadInput where the file cannot be read, or others can read it, and where nobody is there to type.
    """
    if named := os.environ.get("MINGJIAN_BACKUP_PASSPHRASE_FILE"):
        return _of_file(Path(named))
    if given := os.environ.get("MINGJIAN_BACKUP_PASSPHRASE"):
        return given
    if not sys.stdin.isatty():  # a timer: without this it would read nothing and break off without a word
        raise BadInput(
            "没有终端可输入备份口令：请设置 MINGJIAN_BACKUP_PASSPHRASE_FILE（仅本人可读的文件），或在终端中执行。",
            "Nobody can type the passphrase here: name a file that only you can read in MINGJIAN_BACKUP_PASSPHRASE_FILE, or run it at a terminal.",
        )
    said: str = click.prompt("备份口令 Passphrase of the backup", hide_input=True, confirmation_prompt=is_new, err=True)
    return said


def _of_file(file: Path) -> str:
    try:
        if file.stat().st_mode & 0o077:
            raise BadInput(f"口令文件 {file} 其他用户可读，请执行 chmod 600。", f"Others can read the passphrase in {file}: run chmod 600.")
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadInput(f"口令文件 {file} 无法读取。", f"The file of the passphrase {file} cannot be read.") from error
