"""The password or key of a source: a file of its own that nobody but this user may read, so that `deliveries.yaml` may be shown to others."""

from collections.abc import Mapping
from pathlib import Path

from mingjian.core.errors import BadInput

_OPEN_TO_OTHERS = 0o077
LARGEST = 65_536


def secret_file(access: Mapping[str, str]) -> Path:
    """Return the file that holds a secret. Raises BadInput where it is absent, or open to others."""
    path = Path(access["secret_in"])
    try:
        told = path.stat()
    except OSError:
        raise BadInput(f"没有密码文件 {path}，或者无权读取。", f"There is no file {path} with the secret, or it may not be read.") from None
    if told.st_mode & _OPEN_TO_OTHERS:
        raise BadInput(f"密码文件 {path} 他人也能读取，请执行 chmod 600。", f"Others can read {path}, which holds a secret: run chmod 600 on it.")
    if not path.is_file() or not 0 < told.st_size <= LARGEST:
        raise BadInput(f"密码文件 {path} 是空的或者过大。", f"{path}, which should hold a secret, is empty or too large.")
    return path


def secret_of(access: Mapping[str, str]) -> str:
    """Return a secret, without the end of its line. Raises BadInput."""
    path = secret_file(access)
    try:
        return path.read_text("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"密码文件 {path} 无法读取。", f"{path}, which holds a secret, cannot be read.") from None
