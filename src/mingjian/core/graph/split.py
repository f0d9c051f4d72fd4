"""Two rings found as one: part the buyers of a block by the shops they buy from."""

import numpy as np

from mingjian.core.compiled import kernel
from mingjian.core.graph.pairs import Array, Graph, Side

TURNS = 30  # of the power iteration
ROUNDS = 12  # of the assignment


def halves(members: Array, shops: Array, graph: Graph) -> tuple[Array, Array]:
    """
    Part the members of a block in two groups with different shops; one is empty where they all buy alike.

    The far end of the leading singular vector of the centred block, then hard EM on the two groups' frequencies of shops.
    """
    bought = _block(members, shops, graph.buyers, len(graph.shops.degree))
    lean = _leading(bought - bought.mean(0))
    group = lean > lean.max() / 2 if lean.max() > -lean.min() else lean < lean.min() / 2
    for _ in range(ROUNDS):
        if group.all() or not group.any():
            break
        better = _more_like_first(bought, group)
        if np.array_equal(better, group):
            break
        group = better
    return members[group], members[~group]


def _more_like_first(bought: Array, group: Array) -> Array:
    p, q = ((bought[part].sum(0) + 0.5) / (part.sum() + 1) for part in (group, ~group))
    odds: Array = bought @ np.log(p * (1 - q) / (q * (1 - p))) + np.log((1 - p) / (1 - q)).sum()
    return odds > 0


@kernel
def _block(members: Array, shops: Array, side: Side, n_shops: int) -> Array:
    """Return members x shops as 0 and 1 (float32)."""
    column = np.full(n_shops, -1, np.int32)
    for j in range(len(shops)):
        column[shops[j]] = j
    bought = np.zeros((len(members), len(shops)), np.float32)
    for i in range(len(members)):
        for at in range(side.start[members[i]], side.start[members[i]] + side.degree[members[i]]):
            j = column[side.partners[at]]
            if j >= 0:
                bought[i, j] = 1
    return bought


@kernel
def _leading(matrix: Array) -> Array:
    """Return the leading left singular vector, by power iteration from the longest column."""
    n_rows, n_columns = matrix.shape
    longest, top = 0, -1.0
    for j in range(n_columns):
        length = 0.0
        for i in range(n_rows):
            length += matrix[i, j] ** 2
        if length > top:
            top, longest = length, j
    left = matrix[:, longest].astype(np.float64)
    for _ in range(TURNS):
        right = np.zeros(n_columns)
        for i in range(n_rows):
            for j in range(n_columns):
                right[j] += matrix[i, j] * left[i]
        norm = np.sqrt((right * right).sum()) + 1e-300
        for i in range(n_rows):
            total = 0.0
            for j in range(n_columns):
                total += matrix[i, j] * right[j]
            left[i] = total / norm
    return left
