"""The passphrase of a backup: from a file of the settings, from the environment, or typed."""

import os
from pathlib import Path

import click

from mingjian.core.errors import BadInput


def passphrase(*, is_new: bool = False) -> str:
    """
    Give the passphrase: of the file that MINGJIAN_BACKUP_PASSPHRASE_FILE names (as a timer has it), of MINGJIAN_BACKUP_PASSPHRASE, or typed, twice where new.

    Raises BadInput where the file cannot be read, or others can read it.
    """
    if named := os.environ.get("MINGJIAN_BACKUP_PASSPHRASE_FILE"):
        return _of_file(Path(named))
    if given := os.environ.get("MINGJIAN_BACKUP_PASSPHRASE"):
        return given
    said: str = click.prompt("备份口令 Passphrase of the backup", hide_input=True, confirmation_prompt=is_new, err=True)
    return said


def _of_file(file: Path) -> str:
    try:
        if file.stat().st_mode & 0o077:
            raise BadInput(f"口令文件 {file} 其他用户可读，请执行 chmod 600。", f"Others can read the passphrase in {file}: run chmod 600.")
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadInput(f"口令文件 {file} 无法读取。", f"The file of the passphrase {file} cannot be read.") from error
