"""The page inside another one: as a notebook shows it."""

from __future__ import annotations

from html import escape

HEIGHT = 680


def framed(page: str, height: int = HEIGHT) -> str:
    """A page as an element that holds it whole, apart from all around it; it runs its own scripts and no more."""
    # What a reader clicks may open and be saved; the page may not touch the one that it stands in.
    allowed = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox allow-modals"
    return (
        f'<iframe title="Graph of stances" sandbox="{allowed}" allow="clipboard-write" width="100%" height="{height}" '
        f'style="border: 1px solid #8884; border-radius: 8px" srcdoc="{escape(page)}"></iframe>'
    )
