"""What can go wrong, as one tree.

* GraphkitError: the root; its message names the place, the value and the remedy
  * OntologyError: a file of the ontology folder is broken or missing
  * InputError: a file, folder or argument of the user cannot be read
  * ModelError: the spaCy model is missing, or is not the one that it says it is
  * QueryError: a SPARQL query is broken, refused or unknown
  * OutputError: a result cannot be written
  * GraphError: a graph breaks the contract of its RDF form
"""


class GraphkitError(Exception):
    """Something that the caller can mend; the message says how."""


class OntologyError(GraphkitError):
    """A file of the ontology folder is broken or missing."""


class InputError(GraphkitError):
    """A file, folder or argument of the user cannot be read."""


class ModelError(GraphkitError):
    """The spaCy model is missing, its weights are not the recorded ones, or an extractor does not do its work."""


class QueryError(GraphkitError):
    """A SPARQL query is broken, refused or unknown."""


class OutputError(GraphkitError):
    """A result cannot be written."""


class GraphError(GraphkitError):
    """A graph breaks the contract of its RDF form."""
