"""Long texts: cut in one pass, as a name may be as long as a cell holds."""

from scoring.wording import cut, fitted


def test_a_name_as_long_as_a_cell_holds_is_cut_at_once():
    # Letter by letter, measuring each time, this took over a minute.
    assert fitted("x" * 32_767, 12) == "x" * 11 + "…"
    assert cut("北" * 32_767, 12) == "北" * 5 + "…"
