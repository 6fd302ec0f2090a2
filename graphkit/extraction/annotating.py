"""Parts of speech and lemmas, worked out once for each word with its tag and its place in the tree.

spaCy's attribute ruler tries some 180 patterns on every token, and all but a few look at one token alone: what they
and the lemmatizer make of a token is a function of its form, its tag and its dependency label, and is looked up.
Documents in which a pattern of several tokens matches go through the components themselves.
"""

from typing import Any

import numpy as np
from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

NAME, RULER, LEMMATIZER = "graphkit_annotator", "attribute_ruler", "lemmatizer"

_Key = tuple[int, int, int]


def quicken_annotation(nlp: Language) -> None:
    """Puts an `Annotator` in the place of the two components, where the pipeline has them as spaCy makes them."""
    if Annotator.fits(nlp):
        nlp.add_pipe(NAME, after=LEMMATIZER)
        nlp.remove_pipe(RULER)
        nlp.remove_pipe(LEMMATIZER)


class Annotator:
    """Sets the parts of speech and lemmas of parsed documents as the two components of their pipeline would."""

    def __init__(self, nlp: Language) -> None:
        """`fits` says whether the pipeline is one for which this holds."""
        ruler: Any = nlp.get_pipe(RULER)
        self._ruler = ruler
        self._lemmatizer: Any = nlp.get_pipe(LEMMATIZER)
        self._vocab = nlp.vocab
        self._known: dict[_Key, tuple[int, int]] = {}
        self._several = Matcher(nlp.vocab)
        for number, rule in enumerate(ruler.patterns):
            if several := [pattern for pattern in rule["patterns"] if len(pattern) > 1 or "OP" in pattern[0]]:
                self._several.add(str(number), several)

    @staticmethod
    def fits(nlp: Language) -> bool:
        """Whether both components are spaCy's own, one behind the other, and only they set lemmas."""
        names = nlp.pipe_names
        if RULER not in names or LEMMATIZER not in names or names.index(RULER) + 1 != names.index(LEMMATIZER):
            return False
        lemmatizer: Any = nlp.get_pipe(LEMMATIZER)
        return bool(
            type(nlp.get_pipe(RULER)) is AttributeRuler
            and type(lemmatizer) is EnglishLemmatizer
            and lemmatizer.mode == "rule"
            and not lemmatizer.overwrite
        )

    def __call__(self, doc: Doc) -> Doc:
        """The document itself, annotated."""
        if not len(doc):
            return doc
        if self._several(doc, allow_missing=True):
            return self._components(doc)
        known = self._known
        keys: list[_Key] = list(zip(*doc.to_array(["ORTH", "TAG", "DEP"]).T.tolist(), strict=True))
        for number, key in enumerate(keys):
            if key not in known:
                known[key] = self._alone(doc, number)
        found: Any = np.array([known[key] for key in keys], dtype=np.uint64)
        doc.from_array(["POS", "LEMMA"], found)
        return doc

    def _components(self, doc: Doc) -> Doc:
        done: Doc = self._lemmatizer(self._ruler(doc))
        return done

    def _alone(self, doc: Doc, number: int) -> tuple[int, int]:
        """Part of speech and lemma of a token as it would have them were it the only one."""
        token = doc[number]
        alone = Doc(self._vocab, words=[token.text], tags=[token.tag_], deps=[token.dep_], heads=[0])
        found = self._components(alone)[0]
        return found.pos, found.lemma


@Language.factory(NAME)
def _annotator(nlp: Language, name: str) -> Annotator:
    return Annotator(nlp)
