"""What an examination found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

State = Literal["ok", "note", "wrong"]
"""A note is something to know that is no fault."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what it is, how it is, and what to do about it."""

    state: State
    what: str
    told: str
    remedy: str = ""

    def __str__(self) -> str:
        """In one line."""
        told = " ".join(self.told.split())
        return f"{self.state:<6}{self.what}: {told}" + (f"; {self.remedy}" if self.remedy else "")


def is_sound(findings: Iterable[Finding]) -> bool:
    """Whether nothing is wrong."""
    return all(finding.state != "wrong" for finding in findings)
