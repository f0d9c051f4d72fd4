"""Text from outside, made safe to look at: what would steer the reader's eye without being seen is shown as a mark."""

KEPT = "\n\t"


def visible(text: str) -> str:
    """Show a mark for controls and for signs that turn the direction of writing; line breaks and tabs stay."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() or sign in KEPT else "\N{REPLACEMENT CHARACTER}" for sign in text)


def first_words(text: object, most: int) -> str:
    """Return the beginning of a text on one line, of at most `most` signs, an ellipsis among them where more follows; nothing where there is no text."""
    told = visible(" ".join(str(text or "").split()))
    return told if len(told) <= most else f"{told[: most - 1].rstrip(' ，、；。,;.:：')}…"
