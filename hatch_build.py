"""Builds the console's phrases (.mo) from what people write (.po) into each wheel, and beside the .po of an editable install; packs the pages of help."""

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Messages(BuildHookInterface[Any]):
    """Runs Babel over every catalogue."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write each .mo beside its .po, and have the wheel take it although git does not."""
        for written in sorted(Path(self.root, "src/mingjian").rglob("*.po")):
            half = written.with_suffix(f".mo.{os.getpid()}")
            with written.open("rb") as read, half.open("wb") as out:
                write_mo(out, read_po(read))
            half.replace(written.with_suffix(".mo"))  # at once: whoever starts meanwhile from the same tree reads the whole of one
        build_data["artifacts"].append("*.mo")
        if self.target_name == "wheel" and version != "editable":  # an editable install reads docs/ where it lies
            build_data["force_include"]["docs/howto"] = "mingjian/office/help/pages/howto"
            build_data["force_include"]["docs/tutorial.md"] = "mingjian/office/help/pages/tutorial.md"
