"""Which actors and topics a reader means by a word."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import QueryError
from graphkit.rdf import KINDS, PREFIXES, shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
