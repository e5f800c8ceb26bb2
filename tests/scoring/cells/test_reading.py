"""Single cells: dates, money, numbers, tiers, ids, as people and CRMs write them."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.cells.dates import (
    Clock,
    date_order,
    half_converted,
    read_date,
    read_dates,
    swapped_back,
)
from scoring.cells.distinct import by_distinct
from scoring.cells.ids import read_id, read_ids, read_tier
from scoring.cells.numbers import currencies, read_numbers
from scoring.cells.texts import LABEL_BLANKS, as_text, blank, seen, without_markup, yes_or_no

YEARS = (1990, 2100)


def dates(*values, order=None):
    cells = pd.Series(values, dtype=object)
    chosen = date_order(cells) if order is None else order
    days, problems = read_dates(cells, chosen, YEARS)
    return [None if pd.isna(day) else day.date().isoformat() for day in days], list(problems)


@pytest.mark.parametrize(
    "cell",
    [
        "Nov 22, 2026, 3:04:05 PM", "22. 11. 2026", "2026. 11. 22.", "2026\u5e7411\u670822\u65e5", "22 novembre 2026",
        "22 de noviembre de 2026", "dim. 22 nov. 2026", "Sonntag, 22. November 2026", "22 novembro 2026",
        "zondag 22 november 2026", "domenica 22 novembre 2026", "1795310400", 1795310400000,
        "2026-11-22, 15:04", "2026-11-22", "2026/11/22", "2026.11.22", "2026-11-22T08:15:00Z", "2026-11-22 08:15", "20261122",
        "11/22/2026", "22/11/2026", "22.11.2026", "22-11-2026", "11/22/26", "22.11.26", "11/22/2026 3:00 PM",
        "22 Nov 2026", "22-Nov-26", "22nd November 2026", "Nov 22, 2026", "November 22nd 2026", "Nov. 22, 2026",
        "Sun, 22 Nov 2026", "Sunday 22 November 2026 08:00", "46348", "46348.75", 46348, 46348.5, 20261122,
        dt.datetime(2026, 11, 22, 13), dt.date(2026, 11, 22), pd.Timestamp("2026-11-22 10:00"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_date_is_read_in_every_form_it_comes_in(cell):
    assert dates(cell) == (["2026-11-22"], [""])


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2026", "13/13/2026", "soon", "2026-13-01", "32 Nov 2026", "22 Foo 2026", "1889-01-01", True,
        "2126-01-01", -5, 1e14, 99, "99999999", float("inf"), "=TODAY()", "#REF!",
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_date_is_said_to_be_none(cell):
    assert dates(cell) == ([None], ["DATE_UNREADABLE"])


@pytest.mark.parametrize(
    "cell",
    [
        0,
        0.0,
        "0",
        "00/00/0000",
        "0000-00-00",
        dt.datetime(1899, 12, 31),
        dt.time(0),
        dt.timedelta(0),
    ],
    ids=repr,
)
def test_a_zero_is_an_empty_date_and_not_1900(cell):
    assert dates(cell) == ([None], ["DATE_ZERO"])


@pytest.mark.parametrize(
    "cell", [None, float("nan"), pd.NaT, pd.NA, "", "  ", "-", "?", "N/A", "tbd"], ids=repr
)
def test_an_empty_date_is_no_problem(cell):
    assert dates(cell) == ([None], [""])


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2026", "25/04/2026"], "day first"),
        (["03/04/2026", "04/25/2026"], "month first"),
        (["25/04/2026", "04/25/2026"], "mixed"),
        (["03/04/2026"], "open"),
        (["04/04/2026", "03.04.2026", "2026-03-04", 46348], ""),
    ],
    ids=["day first", "month first", "mixed", "open", "no need"],
)
def test_the_order_of_a_column_is_told_from_all_its_values(cells, order):
    assert date_order(pd.Series(cells, dtype=object)) == order


def test_day_first_reads_the_whole_column_so():
    assert dates("03/04/2026", "25/04/2026") == (["2026-04-03", "2026-04-25"], ["", ""])


def test_an_open_column_is_read_month_first():
    assert dates("03/04/2026")[0] == ["2026-03-04"]


def test_a_day_first_column_still_reads_a_date_that_can_only_be_month_first():
    assert dates("03/25/2026", order="day first")[0] == ["2026-03-25"]


def test_a_mixed_column_reads_what_is_clear_and_refuses_the_rest():
    days, problems = dates("03/04/2026", "25/04/2026", "04/25/2026", "05/05/2026")
    assert days == [None, "2026-04-25", "2026-04-25", "2026-05-05"]
    assert problems == ["DATE_AMBIGUOUS", "", "", ""]


def test_two_digit_years_turn_at_seventy():
    assert dates("1/13/69", "1/13/95")[0] == ["2069-01-13", "1995-01-13"]


def test_a_typed_column_is_taken_as_it_is():
    cells = pd.Series(pd.to_datetime(["2026-11-22 10:00", None]))
    days, problems = read_dates(cells, "", YEARS)
    assert list(days) == [pd.Timestamp("2026-11-22"), pd.NaT]
    assert list(problems) == ["", ""]


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_every_date_reads_back_from_iso_and_serial(day):
    serial = (day - dt.date(1899, 12, 30)).days
    assert dates(day.isoformat(), serial, f"{day:%d %b %Y}") == ([day.isoformat()] * 3, [""] * 3)


@given(st.text(max_size=30))
def test_no_text_crashes_a_reader(text):
    cells = pd.Series([text], dtype=object)
    read_dates(cells, date_order(cells), YEARS)
    read_numbers(cells)
    read_tier(text)
    read_id(text)
    yes_or_no(text)


def numbers(*values):
    typed, problems = read_numbers(pd.Series(values, dtype=object))
    return [None if np.isnan(number) else number for number in typed], list(problems)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1200", 1200), ("1,200", 1200), ("$1,200.00", 1200), ("1.200,00 €", 1200), ("1.234.567", 1234567),
        ("1'200", 1200), ("1 200", 1200), ("USD 1,200", 1200), ("8.0E7", 8e7), ("1e3", 1000), ("250k", 250000),
        ("1.2M", 1.2e6), ("$3mm", 3e6), ("2bn", 2e9), ("(500)", -500), ("-500", -500), ("\N{MINUS SIGN}5", -5),
        ("12,5", 12.5), (".5", 0.5), (1200, 1200), (0.5, 0.5), ("0", 0), ("1,200,300.5", 1200300.5),
        ("1200 / yr", 1200),
    ],
    ids=repr,
)  # fmt: skip
def test_an_amount_is_read_in_every_form_it_comes_in(cell, number):
    assert numbers(cell) == ([number], [""])


@pytest.mark.parametrize(
    "cell",
    [
        "abc",
        "12abc",
        "1,2,3",
        "=1+1",
        True,
        dt.datetime(2026, 1, 1),
        float("inf"),
        "9" * 400,
        "1..2",
    ],
    ids=lambda cell: repr(cell)[:12],
)
def test_what_is_no_amount_is_said_to_be_none(cell):
    assert numbers(cell) == ([None], ["NUMBER_UNREADABLE"])


def test_an_empty_amount_is_no_problem():
    assert numbers(None, "n/a", "") == ([None] * 3, [""] * 3)


def test_money_with_three_decimals_is_read_as_thousands_unless_the_column_says_otherwise():
    def amount(*values):
        return list(read_numbers(pd.Series(values, dtype=object), money=True)[0])

    assert amount("250.000") == [250000]
    assert amount("250.125", "3,400.500") == [250.125, 3400.5]
    assert numbers("7.125")[0] == [7.125]


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (("300.000", "90,000"), (None, None)),
        (("300.000", "90,000", "80,000"), (None, 90000, 80000)),
        (("300.000", "400.000", "90,000"), (300000, 400000, None)),
        (("250.000", "3,400.50"), (None, 3400.5)),
        (("250,000", "3.400,50"), (None, 3400.5)),
        (("250.000", "250,000", "1,5", "1.5"), (None, None, 1.5, 1.5)),
        (("1.250M", "90,000"), (1250000, 90000)),
        (("1,234,567", "90,000"), (1234567, 90000)),
    ],
    ids=repr,
)
def test_an_amount_that_contradicts_its_column_is_never_a_silent_thousandth(cells, read):
    typed, problems = read_numbers(pd.Series(cells, dtype=object), money=True)
    assert [None if pd.isna(number) else number for number in typed] == list(read)
    assert [*problems] == ["NUMBER_AMBIGUOUS" if number is None else "" for number in read]


def test_an_amount_that_contradicts_its_column_is_thousands_once_somebody_said_so():
    cells = pd.Series(["€ 300.000", "(90,000)", "12.50"], dtype=object)
    typed, problems = read_numbers(cells, money=True, grouped=True)
    assert [*typed] == [300000, -90000, 12.5]
    assert [*problems] == [""] * 3


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("NZD 300,000", 300000),
        ("SGD90,000", 90000),
        ("HK$ 5", 5),
        ("R$ 1.234.567,00", 1234567),
        ("300 kr", 300),
        ("12,5 Mio. €", 12500000),
        ("300 T€", 300000),
        ("5 TEUR", 5000),
        ("3,00,000", 300000),
        ("₹12,34,567.50", 1234567.5),
        ("25 lakh", 2500000),
        ("Rs. 3.5 Cr", 35000000),
        ("$(500.00)", -500),
        ("500.00-", -500),
        ("$ -", 0),
        ("€\u2013", 0),
    ],
)
def test_amounts_of_the_whole_world_are_read(cell, number):
    assert numbers(cell) == ([number], [""])


@pytest.mark.parametrize("cell", ["ABC 5", "500/month", "$", "all", "- USD -x", "1 000 000 t"])
def test_what_only_looks_like_an_amount_is_none(cell):
    assert numbers(cell) == ([None], ["NUMBER_UNREADABLE"])


def test_a_european_column_reads_a_point_as_thousands():
    assert numbers("1.200", "3.400,50")[0] == [1200, 3400.5]


def test_an_american_column_reads_a_point_as_decimals():
    assert numbers("1.200", "3,400.50")[0] == [1.2, 3400.5]


def test_typed_numbers_are_taken_as_they_are_and_infinity_as_missing():
    typed, problems = read_numbers(pd.Series([1, 2.5, np.inf]))
    assert list(typed[:2]) == [1, 2.5]
    assert np.isnan(typed[2])
    assert list(problems) == [""] * 3


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_every_number_reads_back_from_its_text(number):
    assert numbers(repr(number))[0] == [number]


@pytest.mark.parametrize(
    ("cell", "tier"),
    [("Tier 2", 2), ("T1", 1), (3.0, 3), ("4", 4), ("tier1", 1), (None, None)],
    ids=repr,
)
def test_a_tier_is_read(cell, tier):
    assert read_tier(cell) == (tier, "")


@pytest.mark.parametrize("cell", ["gold", 5, 0, "Tier 12", 1.5], ids=repr)
def test_what_is_no_tier_is_said_to_be_none(cell):
    assert read_tier(cell) == (None, "TIER_UNREADABLE")


def test_ids_keep_their_zeros_and_short_salesforce_ids_become_long():
    assert read_id("000123") == ("000123", "")
    assert read_id("0015000000Gv7qJ") == ("0015000000Gv7qJAAR", "")
    assert read_id(1042.0) == ("1042", "")
    assert read_id("  ") == (None, "")


@pytest.mark.parametrize("cell", ["", "  ", "-", "\u2014", "?", "...", "n/a", None], ids=repr)
def test_signs_that_say_nothing_are_blank(cell):
    assert blank(cell)


@pytest.mark.parametrize("cell", ["\U0001f680", "@", "=1+1", 0], ids=repr)
def test_other_signs_are_not_blank(cell):
    assert not blank(cell)


def test_a_region_may_be_called_na_and_a_person_may_not():
    assert not blank("NA", LABEL_BLANKS)
    assert blank("NA")


@pytest.mark.parametrize(
    ("cell", "answer"), [("Yes", True), ("no", False), (1.0, True), ("maybe", None)], ids=repr
)
def test_yes_and_no_are_read(cell, answer):
    assert yes_or_no(cell) is answer


@pytest.mark.parametrize(
    "cell",
    [
        "WAHR",
        "VRAI",
        "VERDADERO",
        "VERO",
        "Sí",
        "oui",
        "ja",
        "Checked",
        "[x]",
        "[X]",
        "✓",
        "✔",
        "✔️",
        "●",
        "☑",
        "☒",
        "✅",
    ],
)
def test_yes_in_the_words_and_signs_of_programs(cell):
    assert yes_or_no(cell) is True


@pytest.mark.parametrize(
    "cell", ["FALSCH", "FAUX", "FALSO", "Não", "nein", "Unchecked", "[ ]", "[]", "✗", "✘", "☐", "○"]
)
def test_no_in_the_words_and_signs_of_programs(cell):
    assert yes_or_no(cell) is False


@pytest.mark.parametrize("cell", ["", "-", "?", "🎉", None], ids=repr)
def test_other_signs_are_neither_yes_nor_no(cell):
    assert yes_or_no(cell) is None


def test_dates_as_text_are_iso():
    assert as_text(dt.datetime(2026, 11, 22, 8)) == "2026-11-22"


def test_a_column_in_categories_reads_as_the_same_column_of_texts():
    texts = pd.Series(["A1", None, " A1 ", "001D000000IRt53"], dtype=object)
    plain = by_distinct(texts, read_id)
    coded = by_distinct(texts.astype("category"), read_id)
    assert [list(part) for part in coded] == [list(part) for part in plain]


@pytest.mark.parametrize(
    "cell", ["n/a", " 0015g00000abcdeAAA ", "001D000000IRt53", "0015g00000abcdeAAA", 1042.0, None]
)
def test_many_ids_are_read_as_each_alone(cell):
    values = np.array([cell, cell], dtype=object)
    assert read_ids(values) == [read_id(cell)[0]] * 2


@pytest.mark.parametrize("cell", ["001D000000IRt53", "n/a", "0015g00000abcdeAAA\n", "X\nY", None])
def test_an_odd_id_among_usual_ones_is_read_as_alone(cell):
    usual = "0015g00000abcdeAAA"
    values = np.array([usual, cell, usual], dtype=object)
    assert read_ids(values) == [usual, read_id(cell)[0], usual]


@pytest.mark.parametrize("cell", ["2026-02-31", "0000-00-00", "2026-W01-1"])
def test_what_looks_like_a_plain_date_reads_as_the_same_with_a_blank_after_it(cell):
    assert read_date(cell, "") == read_date(f"{cell} ", "")


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        (["1000000", "$1.250M", "0.875M"], [1_000_000, 1_250_000, 875_000]),
        (["282.279k", "95.100k"], [282_279, 95_100]),
        (["0.875", "12.500"], [0.875, 12.5]),
        (["1200.125", "875.250", "99.000"], [1200.125, 875.25, 99]),
        (["250.000"], [250_000]),
        (["1.250", "1,5"], [1250, 1.5]),
        (["1.250k", "3,5k"], [1_250_000, 3500]),
        (["$1,250k"], [1_250_000]),
        (["0,875", "1.200"], [0.875, 1200]),
    ],
)
def test_a_point_before_three_digits_is_told_from_the_column_and_the_scale(
    cells: list[str], amounts: list[float]
) -> None:
    typed, problems = read_numbers(pd.Series(cells, dtype=object), money=True)
    assert typed.tolist() == amounts
    assert set(problems) == {""}


def test_currencies_are_told_by_their_codes_else_by_their_signs() -> None:
    cells = pd.Series(["$5", "900eur", "US$ 7", "CAD $5", "8", None, 3.0], dtype=object)
    assert currencies(cells) == ["CAD", "EUR", "USD"]


@pytest.mark.parametrize("cell", ["(500", "500)"])
def test_one_bracket_alone_is_no_minus(cell):
    typed, _ = read_numbers(pd.Series([cell], dtype=object))
    assert typed.tolist() == [500]


@pytest.mark.parametrize("cell", ["None", "TBD", "Vacant", "Unknown"])
def test_an_id_may_be_a_word_that_names_nobody(cell):
    assert read_id(cell) == (cell, "")


@pytest.mark.parametrize(
    ("cell", "day", "code"),
    [
        (dt.datetime(1899, 12, 30), None, "DATE_ZERO"),
        (dt.datetime(1900, 1, 1), None, "DATE_ZERO"),
        (dt.datetime(1900, 1, 2), dt.date(1900, 1, 2), ""),
        (366, None, "DATE_UNREADABLE"),
        (367, dt.date(1901, 1, 1), ""),
        (99_999, dt.date(2173, 10, 13), ""),
        (100_000, None, "DATE_UNREADABLE"),
        ("1 Jan 69", dt.date(2069, 1, 1), ""),
        ("1 Jan 70", dt.date(1970, 1, 1), ""),
    ],
)
def test_a_date_near_a_limit(cell, day, code):
    assert read_date(cell, "") == (day, code)


@pytest.mark.parametrize(
    "cell",
    [
        "\u200b",
        "\u200b \u200b \u200b",
        "\ufeff",
        " \u200e\u00a0",
        "\u2060-",
        "\u00ad",
        "\u3164",
        "\u2800",
    ],
)
def test_signs_that_are_not_seen_are_nobodys_name(cell):
    assert blank(cell)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("1er janvier 2026", 1), ("1 fév. 2026", 2), ("1. März 2026", 3), ("1 mrt 2026", 3), ("Mar 1, 2026", 3),
        ("1 de marzo de 2026", 3), ("1 avr. 2026", 4), ("1 mag 2026", 5), ("1 mei 2026", 5), ("1 juin 2026", 6),
        ("1 luglio 2026", 7), ("1 août 2026", 8), ("1 ago 2026", 8), ("1 set. 2026", 9), ("1. Okt. 2026", 10),
        ("1 ott 2026", 10), ("1 out 2026", 10), ("1-Dez-26", 12), ("1 déc. 2026", 12), ("1 dic. 2026", 12),
    ],
)  # fmt: skip
def test_months_are_read_in_the_languages_of_exports(text, month):
    assert read_date(text, "") == (dt.date(2026, month, 1), "")


@pytest.mark.parametrize(
    "text", ["call 3 mar 2026", "22 Foo 2026", "mar 2026", "1 may", "32. Mai 2026"]
)
def test_a_word_that_is_no_month_makes_no_date(text):
    assert read_date(text, "")[0] is None


@pytest.mark.parametrize(
    ("text", "zone", "day"),
    [
        ("2026-11-17T01:30:00.000+0000", "", "2026-11-16"),
        ("2026-11-17T11:59:59Z", "", "2026-11-16"),
        ("2026-11-17T12:00:00Z", "", "2026-11-17"),
        ("2026-11-17T00:00:00Z", "", "2026-11-17"),
        ("2026-11-18T01:30:00Z", "", "2026-11-18"),
        ("2026-11-15T23:30:00Z", "", "2026-11-15"),
        ("2026-11-17T20:30:00+09:00", "", "2026-11-16"),
        ("2026-11-17T01:30:00", "", "2026-11-17"),
        ("2026-11-17T01:30:00Z", "America/New_York", "2026-11-16"),
        ("2026-11-15T23:30:00 UTC", "Europe/Berlin", "2026-11-16"),
        ("2026-11-17T20:30:00-0500", "Europe/Berlin", "2026-11-18"),
        ("2026-11-17T00:00:00Z", "America/New_York", "2026-11-17"),
        (1795336200000, "America/New_York", "2026-11-22"),
        (1795318200, "America/New_York", "2026-11-21"),
    ],
)
def test_a_moment_with_a_zone_is_a_day_of_the_firm_and_an_evening_call_is_not_of_tomorrow(
    text, zone, day
):
    found, problem = read_date(text, "", Clock(zone, dt.date(2026, 11, 16)))
    assert (str(found), problem) == (day, "")


@pytest.mark.parametrize(
    "text", ["2026-02-30T01:00:00Z", "2026-02-03T25:00:00Z", "9999-12-31T23:00-99:99"]
)
def test_a_moment_that_there_is_not_is_no_date(text):
    assert read_date(text, "", Clock("Europe/Berlin")) == (None, "DATE_UNREADABLE")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([dt.datetime(2026, 2, 10), "13/10/2026"], True),
        ([dt.datetime(2026, 2, 10), "10/13/2026"], True),
        ([dt.datetime(2026, 2, 13), "13/10/2026"], False),
        ([dt.datetime(2026, 2, 10), "03/04/2026"], False),
        ([dt.datetime(2026, 2, 10), "13/10/2026", "10/13/2026"], False),
        ([dt.datetime(2026, 2, 10), "soon"], False),
        (["13/10/2026"], False),
        ([], False),
    ],
    ids=repr,
)
def test_dates_that_excel_swapped_are_told_by_the_texts_that_it_left(cells, told):
    assert half_converted(pd.Series(cells, dtype=object)) is told


def test_dates_that_excel_swapped_are_swapped_back():
    cells = pd.Series(
        [dt.datetime(2026, 2, 10), dt.date(2026, 1, 13), "13/10/2026", None], dtype=object
    )
    assert [*swapped_back(cells)] == [
        dt.datetime(2026, 10, 2), dt.date(2026, 1, 13), "13/10/2026", None
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p></p>", ""),
        ("&nbsp;", ""),
        ("<div><br></div>\u200b", ""),
        ("&lt;p&gt;&lt;/p&gt;", ""),
        ("<!-- note --><style>p {}</style>", ""),
        ("<p>Cut cost 10%</p><p>in May</p>", "Cut cost 10% in May"),
        ("<ul><li>One</li><li>Two</li></ul>", "One Two"),
        ('<span style="x">Smith &amp; Co</span>', "Smith & Co"),
        ("Smith &amp; Co", "Smith & Co"),
        ("AT&T", "AT&T"),
        ("cost <10% and >5", "cost <10% and >5"),
        ("a < b > c", "a < b > c"),
        ("R&D; sales", "R&D; sales"),
        ("\u2060Ann\u200b ", "Ann"),
    ],
)
def test_a_text_is_what_is_left_without_markup_and_signs_that_nobody_sees(text, plain):
    assert seen(text) == plain


def test_a_text_without_markup_stays_word_for_word():
    assert without_markup("  two  blanks\n& lines ") == "  two  blanks\n& lines "
