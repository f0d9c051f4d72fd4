"""
Judges of texts that `mingjian train` makes: n-grams in three readings, and what is meant as an encoder tells it, weighed by ridge regression.

Plain pipelines of scikit-learn, kept with skops, which reads no code. The quick one sees words alone and says which weighed; the other is asked only of
texts that the quick one does not rule out, since the encoder takes some hundredths of a second for each.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mingjian.core.learning import encoder, kept
from mingjian.core.learning.readings import as_written, by_sound, undisguised

Floats = npt.NDArray[np.float64]

KIND, FORM = "texts", 5  # 5: pipelines kept with skops
FALSE_ALARMS = 0.005  # of rows of other classes, out of fold: where the bound lies
LOWEST = 0.0  # of a bound: midway between both sides
MISSED = 0.02  # of the rows of the class that the quick judge may rule out
PLACES = 1 << 17  # for the n-grams of a reading; some share one
WORDS = 6  # that an opinion names
_READINGS = {"written": as_written, "bare": undisguised, "sound": by_sound}
_WEIGHTS = {"written": 1.0, "bare": 1.0, "sound": 0.7, "meaning": 1.2}
_TRUSTED = tuple(f"{one.__module__}.{one.__qualname__}" for one in (*_READINGS.values(), encoder.points))


class Opinion(NamedTuple):
    """What a judge thinks of a text: its score (about 1 is of the class, about -1 is not), from where it would say so, and the words that weighed most."""

    score: float
    bound: float
    words: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Return whether the judge takes the text for one of the class."""
        return self.score >= self.bound


@dataclass(frozen=True)
class Judge:
    """A trained judge. `of` is the class that it is asked about; `floor` is the score of the quick judge below which the other is not asked."""

    quick: Any
    whole: Any
    of: str
    bound: float = 0.0
    floor: float = -np.inf

    @property
    def classes(self) -> list[str]:
        """Return the classes that it tells apart."""
        return [str(one) for one in self.quick.classes_]

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return the class of each text."""
        return [str(one) for one in self.whole.predict(list(texts))] if len(texts) else []

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return how much each text is of the class: the quick judge's score where that rules it out."""
        if not len(texts):
            return np.zeros(0)
        said = self._of(self.quick, texts)
        asked = np.flatnonzero(said >= self.floor).tolist()
        if self.whole is not self.quick and len(asked):
            said[asked] = self._of(self.whole, [texts[place] for place in asked])
        return said

    def opinion(self, text: str, score: float | None = None) -> Opinion:
        """Return the opinion of one text, with the words that weighed; `score` where it is known already."""
        said = float(self.scores([text])[0]) if score is None else score
        return Opinion(round(said, 3), round(self.bound, 3), self.words(text))

    def words(self, text: str) -> tuple[str, ...]:
        """Return the pieces of the text as written that spoke most for the class, the heaviest first, none within another."""
        (name, grams), *_ = self.quick["grams"].transformer_list
        pieces = sorted({piece for piece in as_written(text) if len(piece.strip()) > 1})
        if not pieces:
            return ()
        row = grams.transform([text]).toarray()[0] * self.quick["grams"].transformer_weights[name]
        places = _hasher().transform([[piece] for piece in pieces]).indices
        weights = (row * _side(self.quick["judge"], self.of)[: len(row)])[places]
        found: list[str] = []
        for place in np.argsort(-weights, kind="stable"):
            piece = pieces[place].strip()
            if weights[place] <= 0 or len(found) == WORDS:
                break
            if not any(piece in other or other in piece for other in found):
                found.append(piece)
        return tuple(found)

    def save(self, folder: Path) -> None:
        """Write the pipelines, and seal them."""
        parts = {"quick": self.quick, "whole": None if self.whole is self.quick else self.whole, "of": self.of, "bound": self.bound, "floor": float(self.floor)}
        kept.write(folder, KIND, FORM, parts)

    def _of(self, pipeline: Any, texts: Sequence[str]) -> Floats:
        return _column(np.asarray(pipeline.decision_function(list(texts)), float), self.classes, self.of)


def fit(texts: Sequence[str], labels: Sequence[str], of: str, *, meaning: bool = True, bound: float | None = None) -> Judge:
    """
    Fit a judge of a class on labelled texts, of which at least three are of each class; with `meaning`, an encoder is asked, too.

    The `bound` lies where few texts of other classes reach it that the judge did not see, unless it is given.
    """
    quick = _small(_pipeline(meaning=False).fit(texts, labels))
    whole = _small(_pipeline(meaning=True).fit(texts, labels)) if meaning else quick
    made = Judge(quick, whole, of)
    if bound is not None:
        return replace(made, bound=bound)
    is_of = np.array(labels) == of
    said = unseen(texts, labels, of)
    thorough = unseen(texts, labels, of, meaning=True) if meaning else said
    floor = float(np.quantile(said[is_of], MISSED)) if meaning else -np.inf
    found = float(np.quantile(np.where(said >= floor, thorough, said)[~is_of], 1 - FALSE_ALARMS))
    return replace(made, bound=max(found, LOWEST), floor=floor)


def load(folder: Path) -> Judge:
    """Read a judge that was saved. Raises ModelAbsent or ModelFault where it cannot be used, BadInput where the packages are absent."""
    parts = kept.read(folder, KIND, FORM, _TRUSTED)
    return Judge(parts["quick"], parts["whole"] or parts["quick"], parts["of"], parts["bound"], parts["floor"])


@lru_cache(maxsize=4)
def judge_in(folder: str, changed: int = 0) -> Judge:
    """Read a judge once; one that was trained again (`changed`) is read again."""
    return load(Path(folder))


def _pipeline(*, meaning: bool) -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
    from sklearn.linear_model import RidgeClassifier
    from sklearn.pipeline import FeatureUnion, Pipeline
    from sklearn.preprocessing import FunctionTransformer, Normalizer, StandardScaler

    def grams(read: Any) -> Any:
        """Count n-grams in places told by their hash: no list of them is kept, which would be most of the model."""
        counted = HashingVectorizer(analyzer=read, n_features=PLACES, alternate_sign=False, norm=None)
        return Pipeline([("counted", counted), ("weighed", TfidfTransformer(sublinear_tf=True))])

    seen: list[tuple[str, Any]] = [(name, grams(read)) for name, read in _READINGS.items()]
    if meaning:
        steps = [("points", FunctionTransformer(encoder.points)), ("middle", StandardScaler(with_std=False)), ("unit", Normalizer())]
        seen.append(("meaning", Pipeline(steps)))
    union = FeatureUnion(seen, transformer_weights={name: _WEIGHTS[name] for name, _ in seen})
    return Pipeline([("grams", union), ("judge", RidgeClassifier(alpha=0.4, solver="lsqr", tol=1e-3))])


def _small(pipeline: Any) -> Any:
    """Keep weights in half the room; no judgement turns on their last digits."""
    pipeline["judge"].coef_ = pipeline["judge"].coef_.astype(np.float32)
    return pipeline


def _hasher() -> Any:
    """Return what tells the place of an n-gram: the same as in the pipeline."""
    from sklearn.feature_extraction import FeatureHasher

    return FeatureHasher(PLACES, input_type="string", alternate_sign=False)


def unseen(texts: Sequence[str], labels: Sequence[str], of: str, *, meaning: bool = False, folds: int = 3, groups: Sequence[str] | None = None) -> Floats:
    """Return how much each text is of the class by judges that have not seen it, nor any of its group."""
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict

    split = (StratifiedKFold if groups is None else StratifiedGroupKFold)(folds, shuffle=True, random_state=0)
    said = cross_val_predict(_pipeline(meaning=meaning), list(texts), list(labels), groups=groups, cv=split, method="decision_function")
    return _column(said, sorted(set(labels)), of)


def _column(said: Floats, classes: Sequence[str], of: str) -> Floats:
    """Return the scores of one class: of two classes, only the second one's are told."""
    if said.ndim == 1:
        return said if classes[1] == of else -said
    return np.array(said[:, list(classes).index(of)])


def _side(judge: Any, of: str) -> Floats:
    """Return the weights of one class; of two classes, only the second one's are kept."""
    weights = np.atleast_2d(judge.coef_)
    if len(judge.classes_) == 2:
        return np.asarray(weights[0] if judge.classes_[1] == of else -weights[0])
    return np.asarray(weights[list(judge.classes_).index(of)])
