"""How much it says that two records bear one person's name: of a name that many bear, little, however few records there are to count it in."""

from functools import cache

from mingjian.core.extraction.tables import table

COMMON, PERSON = "common", "person"


def sort_of(name: str) -> str:
    """Return whether a name is a person's that many bear (`common`), another person's, or, empty, none that is known for one."""
    kept = _names()
    surname = name[:2] if name[:2] in kept["compound_surnames"] else name[:1]
    given = name[len(surname) :]
    if not 1 <= len(given) <= 2 or surname not in kept["surnames"] | kept["compound_surnames"]:
        return ""
    is_short = len(name) == 2 and surname in kept["most_frequent"]
    return COMMON if is_short or (surname in kept["surnames"] and given in kept["given"]) else PERSON


@cache
def _names() -> dict[str, frozenset[str]]:
    kept = table("person_names.yaml")
    return {
        "surnames": frozenset(kept["surnames"]),
        "compound_surnames": frozenset(kept["compound_surnames"].split()),
        "most_frequent": frozenset(kept["most_frequent"]),
        "given": frozenset(name for line in kept["given"] for name in line.split()),
    }
