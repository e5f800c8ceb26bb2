"""Exports as text: encoding, delimiter, and the columns below the header."""

from __future__ import annotations

import csv
import io
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.util import find_spec
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.importing.columns import Column, categories, silent_rows
from addin.importing.encoding import HEAD_BYTES, MARK, in_utf8, without_other_bytes
from addin.importing.headerrows import HEADER_SEARCH, Header, distinct_headers, header_in, is_header
from addin.importing.names import known_headers
from addin.importing.otherrows import without_footer
from addin.importing.rows import (
    SAMPLE,
    Export,
    ImportFileError,
    LeftOut,
    Reading,
    is_silent,
    nearly_all_differ,
    rows_above,
    told_row,
)
from addin.tracker.memory import no_collection
from scoring.wording import counted

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from addin.importing.names import Said

_OTHER_KINDS = {
    b"{": "JSON",
    b"[{": "JSON",
    b"<!": "a web page",
    b"<html": "a web page",
    b"<?xml": "XML",
    b"%pdf": "a PDF file",
}
_TAIL_BYTES = 1 << 12
_CHUNK_BYTES = 1 << 20
"""A block and what is made of it stay in the processor's cache."""

_CACHED_BYTES = 1 << 18
_ROWS_AT_ONCE = 20_000
_THREADS = 2
_DELIMITERS = ",;\t|"


def from_text(path: Path, table: str, said: tuple[Said, ...]) -> Export:
    """The rows of a text file below its header, each column as categories.

    Raises:
        ImportFileError: it is empty, no text, or a row has more cells than there are headers.
    """
    content = path.read_bytes()
    if not content or content.isspace():
        raise ImportFileError(f'"{path.name}" is empty. Export it again.')
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")):
        raise ImportFileError(
            f'"{path.name}" is a workbook or a zip file, not text. Give a workbook the ending '
            ".xlsx; unpack a zip file first."
        )
    start = content[:HEAD_BYTES].removeprefix(MARK).lstrip().lower()
    for sign, kind in _OTHER_KINDS.items():
        if start.startswith(sign):
            raise ImportFileError(f'"{path.name}" is {kind}, no table. Export it as CSV or xlsx.')
    content, note = in_utf8(content)
    delimiter = _delimiter(content[:HEAD_BYTES].decode("utf-8", "ignore"), table, said)
    try:
        found = _quickly(content, delimiter, path.name, table, said)
        if found is None:
            if note is None:
                content, note = without_other_bytes(content)
            text = content.decode("utf-8")
            del content
            _check_quotes(text, delimiter, path.name)
            found = _carefully(text, delimiter, path.name, table, said)
    except csv.Error as error:
        raise ImportFileError(f'"{path.name}" is not a readable CSV file: {error}.') from error
    if note:
        reading = replace(found.reading, letters=note, notes=(note, *found.reading.notes))
        return replace(found, reading=reading)
    return found


def _reader(text: str, delimiter: str, *, strict: bool = False) -> Reader:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)


def _delimiter(head: str, table: str, said: tuple[Said, ...]) -> str:
    """The sign by which the first rows hold the most headers of the table; a comma if none does.

    What stands in the cells can't mislead: a remark may be full of commas.
    """

    def known(sign: str) -> int:
        rows = list(islice(_reader(head, sign), HEADER_SEARCH))
        return max((known_headers(row, table, said) for row in rows), default=0)

    counts = {sign: known(sign) for sign in _DELIMITERS}
    best = max(counts, key=lambda sign: counts[sign])
    if counts[best] > 1:
        return best
    first = next((line for line in head.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count) if any(map(first.count, _DELIMITERS)) else best


def _quote_trouble(text: str, delimiter: str) -> str:
    """What is wrong with the quotes of a text; "" where each opens and closes a cell."""
    if '"' in text:
        try:
            deque(_reader(text, delimiter, strict=True), 0)
        except csv.Error as error:
            return str(error)
    return ""


def _check_quotes(text: str, delimiter: str, name: str) -> None:
    """Refuse a text in which a quote that does not close takes the rows below into one cell."""
    trouble = _quote_trouble(text, delimiter)
    if not trouble:
        return
    lines = _reader(text, delimiter)
    columns = before = row = 0
    swallowed = False
    for row, record in enumerate(lines, start=1):  # noqa: B007
        columns = max(columns, len(record))
        inner = [line for cell in record for line in cell.splitlines()]
        several, before = lines.line_num - before > 1, lines.line_num
        whole = columns > 1 and any(line.count(delimiter) >= columns - 1 for line in inner)
        swallowed = several and whole
        if swallowed:
            break
    if swallowed or "end of data" in trouble:
        raise ImportFileError(
            f'"{name}" row {row}: a quote opens there and does not close, so what follows would be '
            "one cell. Close it, or double it where it is part of the text."
        )


def _carefully(text: str, delimiter: str, name: str, table: str, said: tuple[Said, ...]) -> Export:
    """Any text, record by record: blank rows, rows that are too short, other tables below."""
    rows = _reader(text, delimiter)
    head = list(islice(rows, HEADER_SEARCH))
    header = header_in(head, table, said)
    below = chain(head[header.top + header.depth :], rows)
    headers, repeated = distinct_headers(header.texts)
    columns = [Column() for _ in headers]
    numbers: list[np.ndarray] = []
    others: list[LeftOut] = []
    short: list[int] = []
    first = header.top + header.depth + 1
    with no_collection():
        while chunk := list(islice(below, _ROWS_AT_ONCE)):
            kept = [at for at, row in enumerate(chunk) if not is_silent(row)]
            found = [chunk[at] for at in kept]
            short += [
                first + at
                for at, row in zip(kept, found, strict=True)
                if 1 < len(row) < len(headers)
            ]
            wide = [at for at, row in zip(kept, found, strict=True) if len(row) > len(headers)]
            over = next((at for at in wide if not is_silent(chunk[at][len(headers) :])), None)
            if over is not None:
                start = _other_table(chunk, over, said)
                if start is None:
                    # Cut off, the rest would be lost; kept, it would stand under wrong headers.
                    under = counted(len(headers), "header")
                    raise ImportFileError(
                        f'"{name}" row {first + over} has {len(chunk[over])} cells under {under}. '
                        "Put a text that holds the delimiter in quotes, or export it again."
                    )
                others = [
                    LeftOut(number, "another table", told_row(row))
                    for number, row in enumerate(chain(chunk[start:], below), first + start)
                    if not is_silent(row)
                ]
                kept = [at for at in kept if at < start]
                found = [chunk[at] for at in kept]
            for column, cells in zip(columns, _turned(found, len(headers)), strict=True):
                column.add(cells)
            numbers.append(np.array(kept, dtype="int64") + first)
            first += len(chunk)
    index = pd.Index(np.concatenate(numbers) if numbers else np.empty(0, dtype="int64"))
    whole = [column.whole() for column in columns]
    frame = pd.DataFrame(dict(zip(headers, whole, strict=True)), copy=False)
    frame.index = index
    left_out = (*rows_above(head[: header.top]), *others)
    notes = _note_on_short_rows(short)
    return Export(frame, Reading(name, None, left_out, repeated, notes))


def _note_on_short_rows(rows: list[int]) -> tuple[str, ...]:
    if not rows:
        return ()
    said = f"{counted(len(rows), 'row')} with fewer cells than headers, such as row {rows[0]}"
    return (f"{said}: see whether a line break parts what belongs together.",)


def _turned(rows: list[list[str]], width: int) -> list[tuple[str, ...]]:
    """The cells by column; a short row is blank at its end, a long one has nothing there."""
    if any(len(row) != width for row in rows):
        rows = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    return list(zip(*rows, strict=True)) or [()] * width


def _other_table(rows: list[list[str]], at: int, said: tuple[Said, ...]) -> int | None:
    """Where the table that holds a row begins, if that is another one below a blank row."""
    start = at
    while start and not is_silent(rows[start - 1]):
        start -= 1
    return start if start and is_header(rows[start], said) else None


def _quickly(
    content: bytes, delimiter: str, name: str, table: str, said: tuple[Said, ...]
) -> Export | None:
    """A plain table below a header in one row, by Arrow where it is installed; else None.

    Whatever is out of the ordinary (blank rows, rows of another length) is left to `_carefully`.
    """
    if find_spec("pyarrow") is None:
        return None
    head = content[:HEAD_BYTES].decode("utf-8", "ignore")
    rows = list(islice(_reader(head, delimiter), HEADER_SEARCH))
    header = header_in(rows, table, said)
    if header.depth > 1 or not header.texts or not all(header.texts):
        return None
    start = _end_of_rows(head, delimiter, header.top + 1)
    if start is None:
        return None
    end, footer = _footer(content, start, delimiter)
    found = _arrow_columns(content, start, end, delimiter, header)
    if found is None:
        return None
    headers, repeated = distinct_headers(header.texts)
    first = header.top + 2
    frame = pd.DataFrame(dict(zip(headers, found, strict=True)), copy=False)
    frame.index = pd.RangeIndex(first, first + len(frame))
    if silent_rows(found).any():
        return None
    below = _left_out_below(frame, footer, table, said)
    if below is None:
        return None
    left_out = (*rows_above(rows[: header.top]), *below)
    return Export(frame, Reading(name, None, left_out, repeated))


def _left_out_below(
    frame: pd.DataFrame, footer: list[list[str]], table: str, said: tuple[Said, ...]
) -> list[LeftOut] | None:
    """The rows below a blank line, if each of them is a note or a total; else None."""
    below = {
        row: (cells + [""] * frame.shape[1])[: frame.shape[1]]
        for row, cells in enumerate(footer, frame.index.stop)
        if any(map(str.strip, cells))
    }
    if not below:
        return []
    last = frame.iloc[[-1]].astype(object)
    tail = pd.DataFrame.from_dict(below, orient="index", columns=frame.columns, dtype=object)
    kept, left = without_footer(pd.concat([last, tail]), table, said)
    return left if len(kept) == 1 else None


def _end_of_rows(head: str, delimiter: str, count: int) -> int | None:
    """Bytes that the first records take; None where the head does not hold them whole."""
    lines = list(io.StringIO(head, newline=""))
    taken: list[str] = []

    def fed() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    reader = csv.reader(fed(), delimiter=delimiter)
    if len(list(islice(reader, count))) < count or len(taken) == len(lines):
        return None
    return len("".join(taken).encode("utf-8"))


def _footer(content: bytes, start: int, delimiter: str) -> tuple[int, list[list[str]]]:
    """Where the table ends, and the single cells that a report puts below a blank line."""
    tail = content[max(start, len(content) - _TAIL_BYTES) :]
    for gap in (b"\r\n\r\n", b"\n\n"):
        at = tail.find(gap)
        if at < 0:
            continue
        end = len(content) - len(tail) + at + len(gap) // 2
        rows = list(_reader(content[end:].decode("utf-8", "ignore"), delimiter))
        single = all(sum(map(bool, map(str.strip, row))) <= 1 for row in rows)
        # An odd number of quotes: the blank line stands inside a text.
        if single and content.count(b'"', start, end) % 2 == 0:
            return end, rows
    return len(content), []


def _arrow_columns(
    content: bytes, start: int, end: int, delimiter: str, header: Header
) -> list[Any] | None:
    import pyarrow as pa

    # Blocks that may be cut at any line break are read side by side, which is twice as fast. Where
    # each row takes one line, no break stood between quotes, and nothing can have been cut apart.
    table = memoryview(content)[start:end]
    breaks = _count(table, "\n") or _count(table, "\r")
    lines = breaks + (content[end - 1 : end] not in (b"\n", b"\r"))
    for quoted_breaks in (False, True):
        try:
            found = _arrow_table(table, delimiter, len(header.texts), quoted_breaks=quoted_breaks)
        except pa.ArrowInvalid:
            continue
        # Only a break between quotes can be one that a forgotten quote swallowed.
        if quoted_breaks and _quote_trouble(str(table, "utf-8", "replace"), delimiter):
            return None
        if quoted_breaks or len(found) == lines:
            # Arrow works beside other threads; making Python's own texts would hold them all up.
            with ThreadPoolExecutor(_THREADS) as pool:
                return list(map(_of_texts, list(pool.map(_encoded, found.columns))))
    return None


def _arrow_table(
    content: memoryview, delimiter: str, columns: int, *, quoted_breaks: bool
) -> pa.Table:
    import pyarrow.csv

    names = [str(place) for place in range(columns)]
    return pyarrow.csv.read_csv(
        pyarrow.py_buffer(content),
        read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=_CHUNK_BYTES),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=quoted_breaks, ignore_empty_lines=False
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pyarrow.string()), strings_can_be_null=False
        ),
    )


def _count(content: memoryview, sign: str) -> int:
    signs = np.frombuffer(content, dtype=np.uint8)
    return sum(
        int(np.count_nonzero(signs[start : start + _CACHED_BYTES] == ord(sign)))
        for start in range(0, len(signs), _CACHED_BYTES)
    )


def _encoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column with each text once, unless nearly each is another."""
    sample = column.slice(0, SAMPLE).to_numpy()
    return column if nearly_all_differ(sample) else column.dictionary_encode()


def _of_texts(column: pa.ChunkedArray) -> Any:
    """A column of texts as categories, or as plain texts where nearly each is another."""
    import pyarrow.types

    if not pyarrow.types.is_dictionary(column.type):
        return pd.Series(pd.array(column, dtype="str"), copy=False)
    if not column.num_chunks:
        return categories(np.empty(0, dtype="int32"), [])
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in column.chunks])
    # Arrow fills one dictionary chunk by chunk; the last one has seen every text.
    texts = column.chunk(column.num_chunks - 1).dictionary
    return categories(codes, texts.to_numpy(zero_copy_only=False))
