"""A process that does not outlive its parent, where the system knows how to see to that."""

import ctypes
import os
import sys

_PARENT_DEATH = 1  # PR_SET_PDEATHSIG


def die_with_parent(parent: int, number: int) -> None:
    """Have the system send this process a signal when its parent has ended, in whatever way. `parent` may be gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH, number)
    if os.getppid() != parent:
        os._exit(1)
