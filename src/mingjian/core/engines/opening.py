"""Open an engine by the name that a person gives it."""

import shutil

from mingjian.core.engines import Engine
from mingjian.core.errors import BadInput

#: What a door offers; the first is used where nothing is said.
ENGINES = ("duckdb", "sail", "spark")


def open_engine(name: str, *, url: str = "local[2]", scratch: str = "") -> Engine:
    """
    Open an engine; close it, or use it in a `with`.

    `url` is for spark alone: a cluster's `sc://host:15002`, or `local[2]` for one on this machine. `scratch` is a folder for what does not fit in memory.
    Raises BadInput for an unknown name, and where the extra [spark] or Java is missing.
    """
    if name not in ENGINES:
        raise BadInput(f"没有引擎 {name}；可用：{'、'.join(ENGINES)}。", f"There is no engine {name}; there are: {', '.join(ENGINES)}.")
    if name == "duckdb":
        from mingjian.core.engines.duckdb import DuckEngine  # with sqlglot, half a second that pages of the console do not need (decision 130)

        return DuckEngine(scratch=scratch)
    try:
        from mingjian.core.engines.spark import SailEngine, SparkEngine
    except ImportError as error:
        raise BadInput(
            f"引擎 {name} 尚未安装：在源码文件夹中执行 pip install '.[spark]'。",
            f"The engine {name} is not installed: pip install '.[spark]' in the source folder.",
        ) from error
    if name == "sail":
        return SailEngine(scratch)
    if url.startswith("local") and not shutil.which("java"):
        raise BadInput(
            "本机运行 Spark 需要 Java 17 或更高版本；请安装，或用 --spark-url 指定集群，或改用 --engine duckdb。",
            "Spark on this machine needs Java 17 or later: install it, name a cluster with --spark-url, or use --engine duckdb.",
        )
    return SparkEngine(url, scratch)
