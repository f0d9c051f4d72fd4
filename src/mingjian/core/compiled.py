"""How kernels are compiled and shared among threads: numba without the interpreter lock, and no thread pool but our own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeAlias, TypeVar

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")
Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of arrays and numbers at its first call; machine code is kept on disk where the disk allows it."""
    import numba  # half a second, which whoever needs the types alone does not spend (decision 130)

    try:
        compiled: Callable[P, R] = numba.njit(cache=True, nogil=True, boundscheck=False)(function)
    except RuntimeError:  # numba finds no folder that it may write to: a read-only installation without a home
        compiled = numba.njit(nogil=True, boundscheck=False)(function)
    return compiled


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a small function into the kernels that call it."""
    import numba

    compiled: Callable[P, R] = numba.njit(inline="always", nogil=True, boundscheck=False)(function)
    return compiled


class Threads:
    """A few threads that run kernels side by side. numba's own layers are left alone: OpenMP's waiting threads spin and steal from others."""

    def __init__(self, number: int) -> None:
        self.number = max(1, number)
        self._pool = ThreadPoolExecutor(self.number) if self.number > 1 else None

    def share(self, work: Callable[..., Any], *given: Any) -> list[Any]:
        """Run `work(*given, part, parts)` once a thread and give the results in the order of the parts."""
        return self.each(lambda part: work(*given, part, self.number), list(range(self.number)))

    def each(self, work: Callable[[Any], R], things: list[Any]) -> list[R]:
        """Run `work` on every thing, as many at a time as there are threads; results in the order of the things."""
        if self._pool is None or len(things) < 2:
            return [work(thing) for thing in things]
        return list(self._pool.map(work, things))

    def close(self) -> None:
        """Let the threads end."""
        if self._pool is not None:
            self._pool.shutdown()
