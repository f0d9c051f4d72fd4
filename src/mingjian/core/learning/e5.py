"""
Multilingual E5 small (Wang et al. 2024), run in numpy: each text as its tokens after a middle layer and after the last, and as the mean of them.

The package that brings the weights gives the mean after the last layer alone. The middle one holds more of the wording, the last more of what is meant.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mingjian.core.learning.e5_file import Pieces, Weights
from mingjian.core.learning.vocabulary import Floats

MIDDLE = 8  # of twelve layers; 7, 9 and 10 do nearly as well
PREFIX, SPACE = "query: ", "\u2581"
_FAR = -1e30


class Layer(NamedTuple):
    """The tables of one layer: question, key, value and way out of attention, the two steps of its network, each with a constant; two norms."""

    q: Floats
    k: Floats
    v: Floats
    ao: Floats
    fi: Floats
    fo: Floats
    q_b: Floats
    k_b: Floats
    v_b: Floats
    ao_b: Floats
    fi_b: Floats
    fo_b: Floats
    aln_w: Floats
    aln_b: Floats
    oln_w: Floats
    oln_b: Floats


_PACKED, _PLAIN = Layer._fields[:6], Layer._fields[6:]


class E5:
    """The encoder, unpacked from its weights (some 100 MB)."""

    def __init__(self, weights: Weights) -> None:
        self.weights, self.sizes = weights, weights.sizes
        self.layers = [_layer(weights, number) for number in range(self.sizes.layers)]
        self.places = weights.plain("emb.pos").reshape(-1, self.sizes.width) + weights.plain("emb.type")[: self.sizes.width]
        self.start = weights.plain("emb.ln.w"), weights.plain("emb.ln.b")
        self.longest_piece = max(map(len, weights.pieces.numbers))

    def encode(self, texts: Sequence[str]) -> Floats:
        """Give each text as a point: the means of the middle and of the last layer, each of length 1 (texts x twice the width)."""
        return points_of(self.tokens(texts))

    def tokens(self, texts: Sequence[str]) -> list[Floats]:
        """Give each text as its tokens, the middle layer's numbers before the last's (each tokens x twice the width)."""
        tokens = [self._tokens(text) for text in texts]
        bounds = np.cumsum([0, *map(len, tokens)]).tolist()
        state = self.weights.unpacked("emb.word", self.sizes.width, np.array([one for each in tokens for one in each]))
        state += np.concatenate([self.places[: len(each)] for each in tokens])
        state = self._normed(state, *self.start)
        kept = []
        for number, layer in enumerate(self.layers, start=1):
            state = self._through(layer, state, bounds)
            if number in (MIDDLE, self.sizes.layers):
                kept.append(state)
        both = np.hstack(kept)
        return [both[start:end] for start, end in pairwise(bounds)]

    def characters(self, characters: Sequence[str]) -> Floats:
        """Give characters as the encoder knows them before it reads what stands beside (characters x width)."""
        pieces = self.weights.pieces
        return self.weights.unpacked("emb.word", self.sizes.width, np.array([pieces.numbers.get(one, pieces.unknown) for one in characters], np.int64))

    def _tokens(self, text: str) -> list[int]:
        pieces = self.weights.pieces
        return [pieces.begin, *cut(PREFIX + text, pieces, self.longest_piece)[: self.sizes.longest - 2], pieces.end]

    def _through(self, layer: Layer, state: Floats, bounds: list[int]) -> Floats:
        attended = self._attention(layer, state, bounds)
        state = self._normed(state + attended @ layer.ao.T + layer.ao_b, layer.aln_w, layer.aln_b)
        inner = _gelu(state @ layer.fi.T + layer.fi_b)
        return self._normed(state + inner @ layer.fo.T + layer.fo_b, layer.oln_w, layer.oln_b)

    def _attention(self, layer: Layer, state: Floats, bounds: list[int]) -> Floats:
        """Let the tokens of each text look at one another."""
        heads = (len(state), self.sizes.heads, -1)
        asked, keys, values = (
            (state @ table.T + constant).reshape(heads).transpose(1, 0, 2)
            for table, constant in ((layer.q, layer.q_b), (layer.k, layer.k_b), (layer.v, layer.v_b))
        )
        asked = asked / np.float32(asked.shape[2] ** 0.5)
        found = np.empty_like(state).reshape(heads)
        for start, end in pairwise(bounds):
            near = asked[:, start:end] @ keys[:, start:end].transpose(0, 2, 1)
            near = np.exp(near - near.max(-1, keepdims=True))
            near /= near.sum(-1, keepdims=True)
            found[start:end] = (near @ values[:, start:end]).transpose(1, 0, 2)
        return found.reshape(state.shape)

    def _normed(self, state: Floats, weight: Floats, constant: Floats) -> Floats:
        state = state - state.mean(-1, keepdims=True)
        state /= np.sqrt((state * state).mean(-1, keepdims=True) + np.float32(self.weights.least))
        return state * weight + constant


def _layer(weights: Weights, number: int) -> Layer:
    sizes = weights.sizes
    packed = [weights.unpacked(f"l{number}.{name}.w", sizes.inner if name == "fo" else sizes.width) for name in _PACKED]
    return Layer(*packed, *(weights.plain(f"l{number}.{name.replace('_', '.')}") for name in _PLAIN))


def _gelu(state: Floats) -> Floats:
    """Give the smooth ramp of the network (by the hyperbolic tangent, within 0.001 of the exact one)."""
    bent = state * state
    bent = np.tanh(np.float32(0.7978845608) * state * (1 + np.float32(0.044715) * bent))
    ramp: Floats = np.float32(0.5) * state * (1 + bent)
    return ramp


def points_of(tokens: Sequence[npt.NDArray[Any]]) -> Floats:
    """Give the mean of each text's tokens, each layer's half of length 1 (texts x twice the width)."""
    halves = np.stack([np.asarray(each, np.float32).mean(0) for each in tokens]).reshape(len(tokens), 2, -1)
    lengths = np.linalg.norm(halves, axis=2, keepdims=True)
    found: Floats = (halves / lengths).reshape(len(tokens), -1).astype(np.float32, copy=False)
    return found


def cut(text: str, pieces: Pieces, longest: int) -> list[int]:
    """Cut a text into the most probable pieces (a unigram model, by Viterbi's way); an unknown character is a piece of its own."""
    text = f" {_single_spaced(text.translate(pieces.rewritten)).removeprefix(' ')}".replace(" ", SPACE)
    unknown = pieces.unlikely
    best, came = [0.0, *[_FAR] * len(text)], [(0, 0)] * (len(text) + 1)
    for start in range(len(text)):
        if best[start] + unknown > best[start + 1]:
            best[start + 1], came[start + 1] = best[start] + unknown, (start, pieces.unknown)
        for end in range(start + 1, min(len(text), start + longest) + 1):
            number = pieces.numbers.get(text[start:end])
            if number is not None and number != pieces.unknown and best[start] + pieces.scores[number] > best[end]:
                best[end], came[end] = best[start] + pieces.scores[number], (start, number)
    return _walked_back(came)


def _single_spaced(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _walked_back(came: list[tuple[int, int]]) -> list[int]:
    found, at = [], len(came) - 1
    while at > 0:
        at, number = came[at]
        found.append(number)
    return found[::-1]
