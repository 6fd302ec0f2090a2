"""The SPARQL side of a graph: a store to ask, and the answers it gives. Oxigraph is the engine."""

from graphkit.store.answer import FORMS, Answer
from graphkit.store.store import Store, check_questions

__all__ = ["FORMS", "Answer", "Store", "check_questions"]
