"""Which machines work, and how Spark is set up on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Cluster:
    """Where articles are read and objects compared, if not in this process.

    `work` is a folder that every machine sees under this path. `master` is the cluster's, such as
    "spark://host:7077" or "local[4]"; without one it is that of the Spark session that is active, of spark-submit or
    spark-defaults.conf, or else this machine. `settings` are further ones of Spark, `part` the articles of a task,
    `least` how many different objects there have to be for the machines to compare them, `bulk` how many bytes of files
    for the machines to read them. `anew` does not trust what stands in the work folder, `keep` leaves it there in the
    end.
    """

    work: Path
    master: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    part: int = 256
    least: int = 1_000_000
    bulk: int = 64 * 2**20
    anew: bool = False
    keep: bool = True
