"""How kernels of text are compiled: numba without the interpreter lock."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeAlias, TypeVar

import numba
import numpy as np

P = ParamSpec("P")
R = TypeVar("R")
Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of arrays and numbers at its first call; machine code is kept on disk where the disk allows it."""
    try:
        compiled: Callable[P, R] = numba.njit(cache=True, nogil=True, boundscheck=False)(function)
    except RuntimeError:  # numba finds no folder that it may write to: a read-only installation without a home
        compiled = numba.njit(nogil=True, boundscheck=False)(function)
    return compiled


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a small function into the kernels that call it."""
    compiled: Callable[P, R] = numba.njit(inline="always", nogil=True, boundscheck=False)(function)
    return compiled
