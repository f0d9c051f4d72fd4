"""Find the files that a path means, the same on every engine: some of them answer no rows where there is no file."""

from glob import glob, has_magic
from pathlib import Path

from mingjian.core.errors import BadInput


def files_of(path: str) -> list[str]:
    """
    List the Parquet files of a local file, folder or glob, sorted; an address with a scheme (s3://…) is given as it is.

    Raises BadInput where there is none.
    """
    if "://" in path:
        return [path]
    if Path(path).is_file():
        return [path]
    pattern = path if has_magic(path) and not Path(path).is_dir() else f"{path}/**/*.parquet"
    found = sorted(name for name in glob(pattern, recursive=True) if Path(name).is_file())
    if not found:
        raise BadInput(f"没有 Parquet 文件 {path}。", f"There are no Parquet files at {path}.")
    return found
