"""How the words inside pictures stand beside a record: in two columns of its own, which every detector of words reads as further fields of the text."""

from collections.abc import Iterator

#: The words of all pictures of a record, and the pictures' names, each picture's behind the sign APART.
PICTURE_TEXT, PICTURE_NAMES, APART = "picture_text", "picture_names", "\x1e"
_FIELD = "picture:"


def fields_of(texts: str, names: str) -> Iterator[tuple[str, str]]:
    """Return each picture's words as a field of its own, in the order in which they stand; their lengths, and one for each APART, add up to the whole."""
    named = names.split(APART) if names else []
    for number, text in enumerate(texts.split(APART) if texts else ()):
        yield f"{_FIELD}{named[number] if number < len(named) else number}", text


def picture_of(field: str) -> str:
    """Return the name of the picture whose words a field holds; empty where it is no such field."""
    return field.removeprefix(_FIELD) if field.startswith(_FIELD) else ""
