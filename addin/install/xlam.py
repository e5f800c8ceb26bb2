"""Build sponsor_coverage.xlam from text, on any machine and byte for byte the same.

`python -m addin.build` rebuilds the copy that ships. Without Excel there is no compiled code
to put in: Excel compiles the sources when it loads the add-in.
"""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from addin.install.ribbon import ribbon_xml
from addin.install.vba import is_class, vba_sources

if TYPE_CHECKING:
    from collections.abc import Mapping

PROJECT = "sponsor_coverage"
CONFIG_SHEET = f"{PROJECT}.conf"

# The installer writes the interpreter to the user's own file, so it does not stand here.
CONFIG = (
    ("ADD_WORKBOOK_TO_PYTHONPATH", "FALSE"),
    ("USE UDF SERVER", "TRUE"),
    ("XLWINGS VERSION", "0.37.8"),
)

# The first day that a zip file can name.
_DAY_OF_EACH_PART = (1980, 1, 1, 0, 0, 0)
_READABLE_FILE = 0o100644 << 16

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats"
_TYPES = {
    "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "/xl/worksheets/sheet1.xml": f"{_KIND}-officedocument.spreadsheetml.worksheet+xml",
    "/xl/styles.xml": f"{_KIND}-officedocument.spreadsheetml.styles+xml",
    "/docProps/core.xml": f"{_KIND}-package.core-properties+xml",
    "/docProps/app.xml": f"{_KIND}-officedocument.extended-properties+xml",
}


def addin_path() -> Path:
    """The built add-in that ships with this package."""
    return Path(__file__).parents[1] / f"{PROJECT}.xlam"


def guide_folder() -> Path:
    """Where the pages lie: in the installed product, or beside it in a checkout."""
    here = Path(__file__).parents[1]
    shipped = here / "guide"
    return shipped if shipped.is_dir() else here.parent / "docs"


def build_addin(target: Path) -> None:
    """Write the add-in to `target`; the same sources make the same bytes.

    Raises:
        addin.vba.VbaError: the sources cannot become a VBA project.
    """
    project = _vba_project(vba_sources())
    # Stored, not deflated: another zlib would deflate to other bytes.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, content in _parts(project).items():
            part = zipfile.ZipInfo(name, _DAY_OF_EACH_PART)
            part.external_attr = _READABLE_FILE
            # Otherwise the file would tell which system built it.
            part.create_system = 3
            package.writestr(part, content)


def _vba_project(sources: Mapping[str, str]) -> bytes:
    """The compound file that holds the modules, as Excel reads it."""
    from pyopenvba import ExcelFile, VBAModuleKind

    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.xlam"
        with ExcelFile.create_new(empty) as book:
            project = book.vba_project()
            for name in project.module_names():
                if name not in sources:
                    project.delete_module(name)
            for name, source in sources.items():
                if name in project.module_names():
                    book.set_module(name, source)
                else:
                    kind = VBAModuleKind.other if is_class(name) else VBAModuleKind.standard
                    project.add_module(name, source, kind=kind)
            book.save(Path(folder) / "filled.xlam")
        with ExcelFile(Path(folder) / "filled.xlam") as book:
            return book.vba_project_bytes()


def _parts(project: bytes) -> dict[str, bytes]:
    """Name and content of each part; the content types stand first, as Office has them."""
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            (f"{_OFFICE}/relationships/officeDocument", "xl/workbook.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
            (
                "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
                "customUI/customUI14.xml",
            ),
        ),
        "xl/workbook.xml": _workbook(),
        "xl/_rels/workbook.xml.rels": _relationships(
            (f"{_OFFICE}/relationships/worksheet", "worksheets/sheet1.xml"),
            (f"{_OFFICE}/relationships/styles", "styles.xml"),
            (
                "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
                "vbaProject.bin",
            ),
        ),
        "xl/worksheets/sheet1.xml": _config_sheet(),
        "xl/styles.xml": _styles(),
        "customUI/customUI14.xml": ribbon_xml(),
        "docProps/core.xml": _core(),
        "docProps/app.xml": f'{_XML}<Properties xmlns="{_OFFICE}/extended-properties">'
        "<Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>",
    }
    parts = {name: text.encode() for name, text in texts.items()}
    return parts | {"xl/vbaProject.bin": project}


def _content_types() -> str:
    kinds = {
        "bin": "application/vnd.ms-office.vbaProject",
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
    }
    defaults = [f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in kinds.items()]
    named = [f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in _TYPES.items()]
    return f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{"".join(defaults + named)}</Types>'


def _relationships(*targets: tuple[str, str]) -> str:
    each = [
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    ]
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(each)}</Relationships>'


def _workbook() -> str:
    return (
        f'{_XML}<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}/relationships">'
        '<workbookPr codeName="ThisWorkbook"/><bookViews><workbookView/></bookViews>'
        f'<sheets><sheet name={quoteattr(CONFIG_SHEET)} sheetId="1" r:id="rId1"/></sheets>'
        '<calcPr calcId="191029"/></workbook>'
    )


def _config_sheet() -> str:
    rows = [
        f'<row r="{row}">'
        + "".join(
            f'<c r="{column}{row}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for column, text in zip("AB", pair, strict=True)
        )
        + "</row>"
        for row, pair in enumerate(CONFIG, start=1)
    ]
    return (
        f'{_XML}<worksheet xmlns="{_SHEETS}"><sheetPr codeName="Sheet1"/>'
        f'<dimension ref="A1:B{len(CONFIG)}"/>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/>'
        '<cols><col min="1" max="2" width="32" customWidth="1"/></cols>'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _styles() -> str:
    return (
        f'{_XML}<styleSheet xmlns="{_SHEETS}">'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="1">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )


def _core() -> str:
    """Title and description: Excel shows them in its list of add-ins."""
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>Sponsor Coverage</dc:title>"
        "<dc:creator>Sponsor Coverage contributors</dc:creator><dc:description>"
        "Scores executive sponsor coverage in the tracker workbook."
        "</dc:description></cp:coreProperties>"
    )
