"""The ribbon's XML, with a button for each table that exports go into."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from addin.install.vba import RIBBON
from scoring.areas import IMPORTED

if TYPE_CHECKING:
    from scoring.tables import Table

_PLACE = "<!-- import buttons -->"
_BETWEEN = "\n          "


def ribbon_xml() -> str:
    """The customUI part of the add-in."""
    text = (RIBBON / "customUI14.xml").read_text("utf-8")
    return text.replace(_PLACE, _BETWEEN.join(map(_import_button, IMPORTED.values())))


def _import_button(table: Table) -> str:
    words = f"Import {table.name.lower()}"
    given = table.imports
    attributes = {
        "id": f"sponsorImport{table.name.title().replace(' ', '')}",
        "label": words,
        "imageMso": "ImportTextFile",
        "keytip": given.keytip if given else "",
        "screentip": words,
        "supertip": given.button if given else "",
        "tag": table.name,
        "onAction": "OnImport",
        "getEnabled": "IsWorkbookOpen",
    }
    return f"<button {' '.join(f'{key}={quoteattr(value)}' for key, value in attributes.items())}/>"
