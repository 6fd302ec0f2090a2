"""What is wrong with an installation or a graph directory, and the way back. Nothing is changed.

What examines an installation imports of it only what is at hand: a library that is missing is something to be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphkit.doctor.findings import Finding, is_sound
from graphkit.doctor.installation import examine_installation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Finding", "examine_folder", "examine_installation", "is_sound"]


def examine_folder(folder: Path) -> Iterator[Finding]:
    """What there is to say of a graph directory, one after the other. Raises InputError where there is none."""
    from graphkit.doctor import folder as examination

    return examination.examine_folder(folder)
