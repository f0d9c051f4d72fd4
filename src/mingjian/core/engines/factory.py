"""Open an engine by the name that a person gives it."""

import shutil
import socket
from urllib.parse import urlsplit

from mingjian.core.engines import Engine
from mingjian.core.errors import BadInput
from mingjian.core.optional import to_install

#: What a page or command offers; the first is used where nothing is said.
ENGINES = ("duckdb", "sail", "spark")
SPARK_CONNECT = 15002  # its port, where an address names none
PATIENCE = 10  # seconds until a cluster must answer


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
            f"引擎 {name} 尚未安装：{to_install('spark').zh}。", f"The engine {name} is not installed: {to_install('spark').en}."
        ) from error
    if name == "sail":
        return SailEngine(scratch)
    if url.startswith("local") and not shutil.which("java"):
        raise BadInput(
            "本机运行 Spark 需要 Java 17 或更高版本；请安装，或用 --spark-url 指定集群，或改用 --engine duckdb。",
            "Spark on this machine needs Java 17 or later: install it, name a cluster with --spark-url, or use --engine duckdb.",
        )
    if not url.startswith("local"):
        _reach(url)
    return SparkEngine(url, scratch)


def _reach(url: str) -> None:
    """Raise BadInput where nothing answers at a cluster's address: Spark itself would try for ten minutes, and then say so in its own words."""
    named = urlsplit(url)
    try:
        is_address = named.scheme == "sc" and bool(named.hostname)
        port = named.port or SPARK_CONNECT
    except ValueError:
        is_address, port = False, 0
    if not is_address:
        raise BadInput(
            f"Spark 的地址应写作 sc://主机:15002 或者 local[2]，而不是 {url[:60]}。",
            f"The address of Spark is sc://host:15002, or local[2], and not {url[:60]}.",
        )
    place = f"sc://{named.hostname}:{port}"  # a token may stand behind it
    try:
        socket.create_connection((named.hostname, port), timeout=PATIENCE).close()
    except OSError as error:
        raise BadInput(
            f"Spark 集群 {place} 无法连接；请检查 Spark Connect 服务是否运行、地址和端口是否正确（MINGJIAN_SPARK 或者 --spark-url）。",
            f"Nothing answers at {place}: see that the Spark Connect server runs, and that address and port are right (MINGJIAN_SPARK, or --spark-url).",
        ) from error
