"""Says where the text of a law was read: law files keep it in English, `rulebook/wording/law_sources.yaml` says it in Chinese."""

from functools import cache

from mingjian.core.extraction.tables import table
from mingjian.core.language import Text


def source_said(kept: str) -> Text:
    """Describe a source in both languages. One that names a collection alone (`X-STORAGE/Laws`) is a reference and stays as it is; it may not be empty."""
    return Text(_chinese().get(kept, kept), kept)


@cache
def _chinese() -> dict[str, str]:
    return {str(one["en"]): str(one["zh"]) for one in table("law_sources.yaml")["sources"]}
