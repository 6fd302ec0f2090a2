"""The review: what is doubtful goes out as a sheet, what a person finds comes back as lines of the ledger."""

from __future__ import annotations

from graphkit.review.answering import Imported, import_review
from graphkit.review.asking import Exported, export_review, open_questions

__all__ = ["Exported", "Imported", "export_review", "import_review", "open_questions"]
