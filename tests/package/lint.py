"""What makes Excel offer a repair and Microsoft's validator does not see."""

from __future__ import annotations

import posixpath
import re
import sys
import zipfile
from collections import Counter
from itertools import combinations
from pathlib import Path

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?")
_NAME = re.compile(r"[^\W\d]|\\|_")
_LONGEST_TEXT = 32_767
_LONGEST_LIST = 255
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_RANGED = {
    "conditionalFormatting": "sqref",
    "dataValidation": "sqref",
    "ignoredError": "sqref",
    "protectedRange": "sqref",
    "hyperlink": "ref",
    "mergeCell": "ref",
    "autoFilter": "ref",
    "dimension": "ref",
    "sortState": "ref",
    "sortCondition": "ref",
}

Block = tuple[int, int, int, int]


def lint(path: Path) -> list[str]:
    """Problems of a workbook, each as `part place: problem`; an empty list if there is none."""
    try:
        with zipfile.ZipFile(path) as zipped:
            names = zipped.namelist()
            parts = {name: zipped.read(name) for name in names}
    except (zipfile.BadZipFile, OSError) as error:
        return [f"{path.name}: not a sound zip file: {error}"]
    problems = [f"{name}: twice in the zip" for name, n in Counter(names).items() if n > 1]
    roots = {}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                roots[name] = etree.fromstring(content)
            except etree.XMLSyntaxError as error:
                problems.append(f"{name}: not well-formed: {error}")
    if problems:
        return problems
    return problems + _Package(parts, roots).problems()


class _Package:
    def __init__(self, parts: dict[str, bytes], roots: dict[str, etree._Element]) -> None:
        self._parts, self._roots = parts, roots
        self._found: list[str] = []

    def problems(self) -> list[str]:
        self._check_relationships()
        self._check_content_types()
        workbook = next(
            (target for kind, target in self._links("").values() if kind == "officeDocument"), None
        )
        if workbook is None or workbook not in self._roots:
            return [*self._found, "_rels/.rels: no workbook"]
        links = self._links(workbook)
        strings = self._count(links, "sharedStrings", f"{_MAIN}si")
        styles = self._count(links, "styles", f"{_MAIN}cellXfs/{_MAIN}xf")
        root = self._roots[workbook]
        defined = self._check_names(root, workbook)
        formulas: dict[str, set[str]] = {}
        tables: list[tuple[str, str, str]] = []
        for sheet in root.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
            kind, part = links.get(sheet.get(f"{_OFFICE}id", ""), ("", ""))
            if kind == "worksheet" and part in self._roots:
                formulas[sheet.get("sheetId", "")] = self._check_sheet(
                    part, strings, styles, tables
                )
        self._check_table_names(tables, defined)
        self._check_chain(links, formulas)
        return self._found

    def _say(self, place: str, problem: str) -> None:
        self._found.append(f"{place}: {problem}")

    def _links(self, owner: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(owner)
        root = self._roots.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for link in root if root is not None else ():
            if link.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", "")))
            found[link.get("Id", "")] = (link.get("Type", "").rsplit("/", 1)[-1], target[1:])
        return found

    def _count(self, links: dict[str, tuple[str, str]], kind: str, path: str) -> int:
        part = next((target for known, target in links.values() if known == kind), None)
        return len(self._roots[part].findall(path)) if part in self._roots else 0

    def _check_relationships(self) -> None:
        for name, root in self._roots.items():
            if not name.endswith(".rels"):
                continue
            folder, base = posixpath.split(name)
            owner = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
            ids = Counter(link.get("Id") for link in root)
            for double in (identity for identity, n in ids.items() if n > 1):
                self._say(name, f"relationship {double} twice")
            if owner and owner not in self._parts:
                self._say(name, "relationships of a part that is not there")
            for identity, (_, target) in self._links(owner).items():
                if target not in self._parts and not target.startswith("#"):
                    self._say(name, f"relationship {identity} leads to {target}, which is missing")
            content = self._parts.get(owner, b"")
            if owner.endswith(".xml"):
                known = {str(identity).encode() for identity in ids}
                for used in re.findall(rb'\sr:(?:id|embed|link|pict)="([^"]+)"', content):
                    if used not in known:
                        self._say(owner, f"uses relationship {used.decode()}, which is missing")

    def _check_content_types(self) -> None:
        root = self._roots.get("[Content_Types].xml")
        if root is None:
            self._say("[Content_Types].xml", "missing")
            return
        overrides = Counter(e.get("PartName", "")[1:] for e in root if e.tag.endswith("Override"))
        defaults = {e.get("Extension", "").lower() for e in root if e.tag.endswith("Default")}
        for name, n in overrides.items():
            if n > 1:
                self._say("[Content_Types].xml", f"{name} twice")
            if name not in self._parts:
                self._say("[Content_Types].xml", f"{name} is missing")
        for name in self._parts:
            typed = name in overrides or name.rsplit(".", 1)[-1].lower() in defaults
            if not typed and name != "[Content_Types].xml" and not name.endswith("/"):
                self._say("[Content_Types].xml", f"{name} has no content type")

    def _check_names(self, root: etree._Element, part: str) -> set[str]:
        seen: set[tuple[str, str | None]] = set()
        for element in root.iterfind(f"{_MAIN}definedNames/{_MAIN}definedName"):
            name = element.get("name", "")
            bare = name.removeprefix("_xlnm.")
            if not _is_name(bare):
                self._say(part, f"{name!r} can't be a defined name")
            identity = (name.casefold(), element.get("localSheetId"))
            if identity in seen:
                self._say(part, f"defined name {name!r} twice")
            seen.add(identity)
            if not element.text:
                self._say(part, f"defined name {name!r} stands for nothing")
        return {name for name, scope in seen if scope is None}

    def _check_sheet(
        self, part: str, strings: int, styles: int, tables: list[tuple[str, str, str]]
    ) -> set[str]:
        root = self._roots[part]
        cells: dict[str, etree._Element] = {}
        previous = 0
        for row in root.iterfind(f"{_MAIN}sheetData/{_MAIN}row"):
            number = int(row.get("r", previous + 1))
            if not previous < number <= _LAST_ROW:
                self._say(part, f"row {number} out of order")
            previous = number
            last = 0
            for cell in row.iterfind(f"{_MAIN}c"):
                name = cell.get("r", "")
                address = _ADDRESS.fullmatch(name)
                if not address or int(address[2]) != number:
                    self._say(part, f"cell {name!r} in row {number}")
                    continue
                column = _column(address[1])
                if not last < column <= _LAST_COLUMN:
                    self._say(part, f"cell {name} out of order or twice")
                last = column
                cells[name] = cell
                self._check_cell(part, name, cell, strings, styles)
        self._check_ranges(part, root)
        merges = [block for e in root.iter(f"{_MAIN}mergeCell") if (block := _block(e.get("ref")))]
        for one, other in combinations(merges, 2):
            if _overlap(one, other):
                self._say(part, f"merged cells overlap at row {max(one[0], other[0])}")
        self._check_tables(part, root, cells, merges, tables)
        return {name for name, cell in cells.items() if cell.find(f"{_MAIN}f") is not None}

    def _check_cell(
        self, part: str, name: str, cell: etree._Element, strings: int, styles: int
    ) -> None:
        kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v")
        if int(cell.get("s", "0")) >= max(styles, 1):
            self._say(part, f"{name} has style {cell.get('s')}, which is missing")
        if kind == "s" and not (value or "").isdecimal():
            self._say(part, f"{name} has no shared string")
        elif kind == "s" and int(value or "0") >= strings:
            self._say(part, f"{name} has shared string {value} of {strings}")
        elif kind == "n" and value and not _is_number(value):
            self._say(part, f"{name} has {value!r} for a number")
        elif kind == "b" and value not in {"0", "1", None}:
            self._say(part, f"{name} has {value!r} for true or false")
        text = (
            "".join(str(piece) for piece in cell.itertext(f"{_MAIN}t"))
            if kind == "inlineStr"
            else value or ""
        )
        if len(_decoded(text).encode("utf-16-le", "surrogatepass")) // 2 > _LONGEST_TEXT:
            self._say(part, f"{name} has a text of over 32,767 characters")

    def _check_ranges(  # noqa: C901 - a list of small checks
        self, part: str, root: etree._Element
    ) -> None:
        for element, attribute in _RANGED.items():
            for found in root.iter(f"{_MAIN}{element}"):
                pieces = found.get(attribute, "").split()
                if not pieces or not all(map(_block, pieces)):
                    self._say(part, f"{element} has range {found.get(attribute)!r}")
        for found in root.iter("{*}sqref"):
            if not (found.text or "").split() or not all(map(_block, (found.text or "").split())):
                self._say(part, f"an extension has range {found.text!r}")
        for found in root.iter(f"{_MAIN}dataValidation"):
            formula = found.findtext(f"{_MAIN}formula1") or ""
            if formula.startswith('"') and len(formula) - 2 > _LONGEST_LIST:
                self._say(part, f"validation list at {found.get('sqref')} over 255 characters")
        for element in ("hyperlinks", "mergeCells", "dataValidations", "tableParts"):
            found_list = root.find(f"{_MAIN}{element}")
            if found_list is not None and not len(found_list):
                self._say(part, f"{element} is empty")
            count = None if found_list is None else found_list.get("count")
            if found_list is not None and count and int(count) != len(found_list):
                self._say(part, f"{element} says {count} and has {len(found_list)}")

    def _check_tables(
        self,
        part: str,
        root: etree._Element,
        cells: dict[str, etree._Element],
        merges: list[Block],
        tables: list[tuple[str, str, str]],
    ) -> None:
        blocks: list[tuple[str, Block]] = []
        links = self._links(part)
        for kind, target in links.values():
            if kind != "table" or target not in self._roots:
                continue
            table = self._roots[target]
            name = table.get("displayName", "")
            tables.append((target, name, table.get("id", "")))
            block = _block(table.get("ref"))
            if block is None:
                self._say(target, f"range {table.get('ref')!r}")
                continue
            self._check_table(target, table, block, cells)
            blocks.append((name, block))
            if any(_overlap(block, merge) for merge in merges):
                self._say(target, "merged cells inside")
        for (one, block), (other, second) in combinations(blocks, 2):
            if _overlap(block, second):
                self._say(part, f"tables {one} and {other} overlap")
        listed = len(root.findall(f"{_MAIN}tableParts/{_MAIN}tablePart"))
        if listed != sum(kind == "table" for kind, _ in links.values()):
            self._say(part, "tableParts and relationships differ")

    def _check_table(
        self, part: str, table: etree._Element, block: Block, cells: dict[str, etree._Element]
    ) -> None:
        top, left, bottom, right = block
        header = int(table.get("headerRowCount", "1"))
        if bottom - top + 1 < header + int(table.get("totalsRowCount", "0")) + 1:
            self._say(part, "no body row")
        columns = table.findall(f"{_MAIN}tableColumns/{_MAIN}tableColumn")
        if len(columns) != right - left + 1:
            self._say(part, f"{len(columns)} columns in a range of {right - left + 1}")
        names = [column.get("name", "") for column in columns]
        for name, n in Counter(map(str.casefold, names)).items():
            if n > 1:
                self._say(part, f"two columns headed {name!r}")
        for offset, name in enumerate(names if header else []):
            place = f"{_letters(left + offset)}{top}"
            text = self._text(cells.get(place))
            if text is None:
                self._say(part, f"header {place} is no text")
            elif text != _decoded(name):
                self._say(part, f"header {place} is {text!r}, the column {name!r}")
        found = table.find(f"{_MAIN}autoFilter")
        inner = None if found is None else _block(found.get("ref"))
        if inner and (inner[:2] != block[:2] or inner[2] > bottom or inner[3] != right):
            self._say(part, "the filter does not fit the table")

    def _text(self, cell: etree._Element | None) -> str | None:
        if cell is None:
            return None
        if cell.get("t") == "s":
            strings = next(r for n, r in self._roots.items() if n.endswith("haredStrings.xml"))
            found = strings.findall(f"{_MAIN}si")[int(cell.findtext(f"{_MAIN}v") or "0")]
        elif cell.get("t") == "inlineStr":
            found = cell
        elif cell.get("t") == "str":
            return cell.findtext(f"{_MAIN}v")
        else:
            return None
        return _decoded("".join(text.text or "" for text in found.iter(f"{_MAIN}t")))

    def _check_table_names(self, tables: list[tuple[str, str, str]], defined: set[str]) -> None:
        for part, name, _ in tables:
            if not _is_name(name):
                self._say(part, f"{name!r} can't be a table name")
            if name.casefold() in defined:
                self._say(part, f"{name!r} is a defined name too")
        for what, values in (
            ("name", [name.casefold() for _, name, _ in tables]),
            ("id", [identity for _, _, identity in tables]),
        ):
            for value, n in Counter(values).items():
                if n > 1:
                    self._say("tables", f"{what} {value!r} twice")

    def _check_chain(
        self, links: dict[str, tuple[str, str]], formulas: dict[str, set[str]]
    ) -> None:
        part = next((target for kind, target in links.values() if kind == "calcChain"), None)
        if part not in self._roots:
            return
        sheet = ""
        for entry in self._roots[part]:
            sheet = entry.get("i", sheet)
            if entry.get("r") not in formulas.get(sheet, set()):
                self._say(part, f"{entry.get('r')} of sheet {sheet} holds no formula")


def _is_name(name: str) -> bool:
    looks_like_cell = (
        _ADDRESS.fullmatch(name.upper())
        and _column(name.upper().rstrip("0123456789")) <= _LAST_COLUMN
    )
    allowed = re.fullmatch(r"[\w.\\?]{1,255}", name) and _NAME.match(name)
    return bool(allowed) and not looks_like_cell and name.upper() not in {"R", "C"}


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", text))


def _decoded(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _block(text: str | None) -> Block | None:
    found = _AREA.fullmatch(text or "")
    if not found:
        return None
    top, left = int(found[2]), _column(found[1])
    bottom, right = int(found[4] or top), _column(found[3] or found[1])
    sound = 1 <= top <= bottom <= _LAST_ROW and 1 <= left <= right <= _LAST_COLUMN
    return (top, left, bottom, right) if sound else None


def _overlap(one: Block, other: Block) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


if __name__ == "__main__":
    sys.exit("\n".join(problem for name in sys.argv[1:] for problem in lint(Path(name))))
