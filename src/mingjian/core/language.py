"""Words in Chinese and English, side by side."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One phrase in both languages of the house. Neither may be empty."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh.strip() or not self.en.strip():
            raise ValueError(f"A text needs both languages: zh={self.zh!r}, en={self.en!r}.")

    def in_language(self, code: str) -> str:
        """Give the phrase for a language code as browsers say it (`zh-hans`, `en`); Chinese unless it is English."""
        return self.en if code.lower().startswith("en") else self.zh

    def filled(self, **values: object) -> "Text":
        """Put values into the `{places}` of both phrases."""
        return Text(self.zh.format(**values), self.en.format(**values))

    def __str__(self) -> str:
        return self.zh
