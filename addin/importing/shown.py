"""A mapping as a run reports it: the facts that the preview words and --json lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from addin.importing.agreement import Agreement


def mapping_of(agreement: Agreement, table: str) -> dict[str, Any]:
    """What is read from which header, and what is new about it.

    Returns:
        Under "mapping": layout, new (this tracker never met it), changes, columns, doubts, unread.
    """
    review = agreement.reviews[table]
    return {
        "mapping": {
            "layout": review.layout,
            "new": review.is_new,
            "changes": list(review.changes),
            "columns": [
                {
                    "column": each.column,
                    "headers": list(each.headers),
                    "how": each.how,
                    "filled": round(each.share, 4),
                    "values": list(each.samples),
                }
                for each in review.readings
            ],
            "doubts": [
                {
                    "header": doubt.header,
                    "column": doubt.column,
                    "because": doubt.because,
                    "read": doubt.inside,
                    "values": list(values),
                }
                for doubt, values in review.doubts
            ],
            "unread": list(review.unread),
        }
    }
