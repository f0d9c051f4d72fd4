"""
The instants at which a node may be killed without losing or doubling anything. Each is named where it is passed; a test ends the process at each of them.
"""

POINTS = (
    "release_before_commit",
    "release_after_commit",
    "pack_before_commit",
    "pack_after_commit",
    "send_before_request",
    "send_after_answer",
    "receipt_before_commit",
    "receipt_after_commit",
    "arrival_before_commit",
    "arrival_after_commit",
)


def reached(point: str) -> None:
    """Pass a point. Does nothing; tests put something else in its place."""
    if point not in POINTS:
        raise ValueError(f"There is no point {point!r}.")
