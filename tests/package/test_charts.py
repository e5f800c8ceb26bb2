"""Charts and pivot tables that read changed cells are shown afresh, all others stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from addin.package.charts import refreshed_chart, refreshed_pivot
from addin.tracker.references import Growth, SheetArea

if TYPE_CHECKING:
    from collections.abc import Callable

GROWN = Growth(sheet="Red list", header=3, first=4, old_last=7, new_last=9, left=1, right=5)


def always(_: SheetArea) -> bool:
    return True


def never(_: SheetArea) -> bool:
    return False


@pytest.mark.parametrize(
    ("source", "changed", "ref", "refreshed"),
    [
        ('name="Coverage"', never, None, True),
        ('name="Other"', never, None, False),
        ('ref="A3:E7" sheet="Red list"', always, 'ref="A3:E9"', True),
        ('ref="A3:E7" sheet="Red list"', never, 'ref="A3:E7"', False),
        ('r:id="rId1" ref="A3:E7" sheet="Red list"', always, 'ref="A3:E7"', False),
    ],
)
def test_a_pivot_cache_asks_for_a_refresh_if_its_source_changed(
    source: str, changed: Callable[[SheetArea], bool], ref: str | None, *, refreshed: bool
) -> None:
    cache = (
        '<pivotCacheDefinition r:id="rId1" refreshOnLoad="0"><cacheSource type="worksheet">'
        f"<worksheetSource {source}/></cacheSource></pivotCacheDefinition>"
    )
    found = refreshed_pivot(cache.encode(), [GROWN], {"coverage"}, changed).decode()
    assert ('refreshOnLoad="1"' in found) == refreshed
    assert ref is None or ref in found
    if not refreshed:
        assert found == cache


def test_an_axis_of_two_levels_keeps_them() -> None:
    chart = (
        "<c:cat><c:multiLvlStrRef><c:f>'Red list'!$A$4:$B$7</c:f><c:multiLvlStrCache>"
        '<c:ptCount val="1"/><c:lvl/></c:multiLvlStrCache></c:multiLvlStrRef></c:cat>'
    )
    found = refreshed_chart(
        chart.encode(), [GROWN], always, lambda _: [["EMEA", "Ann & Co"], [None, "Bob"]]
    ).decode()
    assert "<c:f>'Red list'!$A$4:$B$9</c:f>" in found
    assert (
        '<c:ptCount val="2"/>'
        '<c:lvl><c:pt idx="0"><c:v>Ann &amp; Co</c:v></c:pt>'
        '<c:pt idx="1"><c:v>Bob</c:v></c:pt></c:lvl>'
        '<c:lvl><c:pt idx="0"><c:v>EMEA</c:v></c:pt></c:lvl>'
    ) in found


def test_numbers_keep_their_format_and_blanks_stay_gaps() -> None:
    chart = (
        "<numRef><f>'Red list'!$B$4:$B$7</f><numCache><formatCode>0%</formatCode>"
        '<ptCount val="1"/><pt idx="0"><v>9</v></pt></numCache></numRef>'
    )
    values: list[list[object]] = [[0.5], [None], ["text"], [2.0]]
    found = refreshed_chart(chart.encode(), [], always, lambda _: values).decode()
    assert found == chart.replace(
        '<ptCount val="1"/><pt idx="0"><v>9</v></pt>',
        '<ptCount val="4"/><pt idx="0"><v>0.5</v></pt><pt idx="3"><v>2</v></pt>',
    )


def test_a_chart_of_unchanged_cells_stays_to_the_byte() -> None:
    chart = b"<c:numRef><c:f>Other!$B$4:$B$7</c:f><c:numCache/></c:numRef>"
    assert refreshed_chart(chart, [GROWN], never, lambda _: []) == chart
