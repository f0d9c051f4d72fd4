"""What this room needs beyond the core, asked for in words."""

from importlib.util import find_spec

from mingjian.core.errors import NotFound

_WANTED = ("h11", "playwright", "rfc3161_client", "warcio")


def demand_extra() -> None:
    """Raises NotFound where the extra `[capture]` is not installed."""
    if missing := [name for name in _WANTED if find_spec(name) is None]:
        raise NotFound(
            f"取证与核验所需的组件未安装（{missing[0]}）。请在源码文件夹中执行 pip install '.[capture]'",
            f"What captures need is not installed ({missing[0]}). Run: pip install '.[capture]' in the source folder",
        )
