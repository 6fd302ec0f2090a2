"""Bridges to what others work with: the Discourse Network Analyzer, rDNA, pandas, polars and Jupyter."""

from graphkit.bridges.dna_export import Exported, write_dna
from graphkit.bridges.dna_import import Imported, read_dna
from graphkit.bridges.frames import statements_frame
from graphkit.bridges.rdna import write_rdna

__all__ = ["Exported", "Imported", "read_dna", "statements_frame", "write_dna", "write_rdna"]
