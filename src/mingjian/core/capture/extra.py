"""What this room needs beyond the core, asked for in words."""

from importlib.util import find_spec

from mingjian.core.errors import NotFound
from mingjian.core.optional import to_install

#: What `[evidence]` brings: packages of evidence are read, made and verified by it.
_READ = ("h11", "rfc3161_client", "warcio")
#: What `[capture]` brings besides: it speaks to the browser.
_VISITED = ("playwright",)


def is_installed() -> bool:
    """Return whether the extra `[capture]` is installed: whether pages can be visited."""
    return not _missing(*_READ, *_VISITED)


def demand_extra() -> None:
    """Raises NotFound where the extra `[evidence]` is not installed."""
    if missing := _missing(*_READ):
        words = to_install("capture")
        raise NotFound(f"核验与打包证据所需的组件未安装（{missing[0]}）：{words.zh}。", f"What verifies evidence is not installed ({missing[0]}): {words.en}.")


def demand_browser() -> None:
    """Raises NotFound where pages cannot be visited, since the extra `[capture]` is not installed."""
    if missing := _missing(*_READ, *_VISITED):
        words = to_install("capture")
        raise NotFound(
            f"网页取证所需的组件未安装（{missing[0]}，约 165 MB）：{words.zh}，然后重新启动节点。",
            f"What captures pages is not installed ({missing[0]}, some 165 MB): {words.en}; then start the node anew.",
        )


def _missing(*names: str) -> list[str]:
    return [name for name in names if find_spec(name) is None]
