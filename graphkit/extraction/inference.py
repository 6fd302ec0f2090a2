"""The networks of a spaCy pipeline in less time and with the same answers.

Two things make the difference. What a token's form alone decides (its embedding) is computed once for each form
and looked up after that. And large products of matrices go to the BLAS of NumPy, which takes a third of the time
of the one that thinc brings, where it gives every row the same bytes whatever rows stand beside it: without that
the graph would depend on how articles fall into batches. It gets one thread: other processes have the other cores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.api import Model, NumpyOps, chain
from threadpoolctl import ThreadpoolController

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc
    from thinc.model import Model as AnyModel

    Floats = NDArray[np.float32]

_FORMS = 200_000
"""Forms whose embeddings are kept, 80 MB of them; then all are forgotten."""

_LEAST_ROWS = 32
"""Fewer rows than these are filled up with zeros: for very few, BLAS has other ways, which round otherwise."""


def quicken_networks(nlp: Language) -> None:
    """Changes the networks of a pipeline in place; leaves alone what is not built as those of spaCy's small models."""
    steady = _is_steady()
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if not isinstance(model, Model) or not isinstance(model.ops, NumpyOps):
            continue
        for node in list(model.walk()):
            if steady:
                node.ops = _OPS
            for index, layer in enumerate(node.layers):
                if _is_embedding(layer):
                    node.layers[index] = _by_form(layer)


class _SwiftOps(NumpyOps):  # type: ignore[misc]
    """Products of matrices by NumPy."""

    def gemm(self, x: Any, y: Any, *, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """`x` times `y`, as thinc defines it."""
        if trans1 or out is not None or x.dtype != np.float32:
            return super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
        return _product(x, y.T if trans2 else y)

    def maxout(self, X: Any) -> Any:  # noqa: N803 - as thinc calls it
        """The greatest of the pieces of each output; which one that was, only training asks."""
        best = np.maximum(X[:, :, 0], X[:, :, 1]) if X.shape[2] > 1 else X[:, :, 0].copy()
        for piece in range(2, X.shape[2]):
            np.maximum(best, X[:, :, piece], out=best)
        return best, None


_OPS = _SwiftOps()
_BLAS: Any = ThreadpoolController().select(user_api="blas")  # type: ignore[no-untyped-call]


def _product(x: Floats, y: Floats) -> Floats:
    rows = len(x)
    if rows < _LEAST_ROWS:
        x = np.concatenate((x, np.zeros((_LEAST_ROWS - rows, x.shape[1]), dtype=x.dtype)))
    with _BLAS.limit(limits=1):
        product: Floats = np.dot(x, y)[:rows]
    return product


def _is_steady() -> bool:
    """Whether NumPy's BLAS gives each row of a product the same bytes, whatever stands before and behind it."""
    random = np.random.default_rng(7)
    for width in (96, 288, 576):
        left = random.standard_normal((700, width), dtype=np.float32)
        right = random.standard_normal((288, width), dtype=np.float32).T
        whole = _product(left, right)
        for first, last in ((0, 1), (3, 20), (1, 40), (17, 81), (5, 262), (100, 613)):
            if not np.array_equal(_product(left[first:last], right), whole[first:last]):
                return False
    return True


# -- embeddings ------------------------------------------------------------------------------------


def _is_embedding(layer: AnyModel[Any, Any]) -> bool:
    """Whether a network embeds tokens by the hashes of their attributes and by nothing else."""
    name = layer.name
    return (
        len(layer.layers) == 5
        and name.startswith("extract_features>>list2ragged>>with_array(")
        and name.endswith(")>>ragged2list")
        and "static_vectors" not in name
    )


def _by_form(embedding: AnyModel[Any, Any]) -> AnyModel[Any, Any]:
    """The same embedding, with the rows of forms that were seen before."""
    model: AnyModel[Any, Any] = Model(
        embedding.name,
        _forward,
        layers=[embedding],
        dims={"nO": embedding.get_dim("nO")},
        attrs={"kept": _Forms(embedding)},
    )
    model.ops = embedding.ops
    return model


def _forward(model: AnyModel[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Callable[..., Any]]:
    if is_train:
        embedded: tuple[list[Floats], Callable[..., Any]] = model.layers[0](docs, is_train)
        return embedded
    return model.attrs["kept"](docs), _no_training


def _no_training(_: object) -> list[object]:
    return []


class _Forms:
    """The embedding of each form: a word as it is written, its norm, and whether a space follows.

    All other attributes that a token is embedded by are functions of the word.
    """

    def __init__(self, embedding: AnyModel[Any, Any]) -> None:
        extract, _, hashes, mix, _ = embedding.layers
        self._columns = [*extract.attrs["columns"], "ORTH", "NORM", "SPACY"]
        self._network: AnyModel[Any, Any] = chain(hashes, mix)
        self._width = embedding.get_dim("nO")
        self._forget()

    def _forget(self) -> None:
        self._places: dict[tuple[int, int, int], int] = {}
        self._rows: Floats = np.empty((1024, self._width), dtype=np.float32)

    def __call__(self, docs: Sequence[Doc]) -> list[Floats]:
        """The embeddings of the tokens of each document."""
        if len(self._places) > _FORMS:
            self._forget()
        places = self._places
        features: list[Any] = [doc.to_array(self._columns).reshape(len(doc), len(self._columns)) for doc in docs]
        new: list[NDArray[np.uint64]] = []
        found: list[list[int]] = []
        for rows in features:
            here: list[int] = []
            for number, form in enumerate(zip(*rows[:, -3:].T.tolist(), strict=True)):
                place = places.get(form)
                if place is None:
                    place = places[form] = len(places)
                    new.append(rows[number, :-3])
                here.append(place)
            found.append(here)
        if new:
            self._learn(np.stack(new))
        return [self._rows[here] for here in found]

    def _learn(self, features: NDArray[np.uint64]) -> None:
        end = len(self._places)
        if end > len(self._rows):
            self._rows = np.concatenate((self._rows, np.empty((end, self._width), dtype=np.float32)))
        self._rows[end - len(features) : end] = self._network.predict(features)
