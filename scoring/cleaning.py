"""Messy cells to typed columns, with every problem as a row of Issues.

`clean` never drops an account: what can't be read counts as missing, and the account is marked, so
that bad data never improves a rate (G14).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scoring import reading
from scoring.tables import ISSUES, TABLES, Column, Table, folded, matched_headers, nearest_column

if TYPE_CHECKING:
    from scoring.policy import Policy

LEVELS = ("any", "Manager", "Director", "VP", "C-level")
"""Levels of a title, lowest first; a level's place in it is its rank."""


class TableError(ValueError):
    """A table lacks what nothing can be done without; the message says what and how to mend it."""


@dataclass
class IssueList:
    """The problems of one table as they are found, in the columns of Issues."""

    sheet: str
    ids: pd.Series
    parts: list[pd.DataFrame] = field(default_factory=list)

    def add(
        self,
        mask: Any,
        column: str,
        values: Any,
        code: str,
        problem: str,
        fix: str,
    ) -> None:
        """Note a problem in each row of `mask`; `{value}` in the text stands for the cell."""
        rows = self.ids.index[np.asarray(mask, dtype=bool)]
        if len(rows) == 0:
            return
        shown = pd.Series(values, index=self.ids.index).loc[rows].map(_shown)
        part = pd.DataFrame({"Sheet": self.sheet, "Row": rows}, index=rows)
        part["Account ID"] = self.ids.loc[rows]
        part["Column"] = column
        part["Value"] = shown
        part["Code"] = code
        part["Problem"] = [problem.replace("{value}", value) for value in shown]
        part["Fix"] = fix
        self.parts.append(part)

    def add_column(self, column: str, value: str, code: str, problem: str, fix: str) -> None:
        """Note a problem of a whole column."""
        entry = (self.sheet, None, None, column, value, code, problem, fix)
        self.parts.append(pd.DataFrame([entry], columns=ISSUES.headers))

    def frame(self) -> pd.DataFrame:
        """All problems: those of whole columns first, then row by row."""
        return joined_issues(self.parts)


def joined_issues(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Issues of several tables as one frame with the headers of Issues, Row as nullable Int64."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame(columns=ISSUES.headers).astype({"Row": "Int64"})
    frame = pd.concat([part.astype(object) for part in filled], ignore_index=True)[ISSUES.headers]
    frame["Row"] = pd.to_numeric(frame["Row"]).astype("Int64")
    return frame.sort_values(
        ["Sheet", "Row"], na_position="first", kind="stable", ignore_index=True
    )


_LONGEST_SHOWN = 80


def _shown(value: Any) -> str:
    text = "" if reading.missing(value) else reading.as_text(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def clean(
    raw: pd.DataFrame, table: str, policy: Policy, as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A typed table and its issues.

    Args:
        raw: cells as they stand; the index holds the rows of the sheet, the columns its headers,
            which may be any alias that the contract knows.
        table: "Accounts" or "Touches".
        policy: the parameters in force.
        as_of: day the scores are made for; what lies after it is in the future.

    Returns:
        The typed frame: every column of the contract (text as str, dates as datetime64[s], amounts
        as float64), rows of `raw` that say something, and
        * for Accounts: Tier as Int8 after cuts (NA: can't be told), ACV, Intro undated, Waiver
          valid, Bad (a value that decides the score can't be read), Contradictory (no id, one that
          stands on rows that differ, or a tier that can't be read), Repeated (further rows of this
          id that were rejected), Executive level and Sponsor level (rank in LEVELS; 0 blank, -1 not
          to be told);
        * for Touches: Qualifies; rows without a usable id or date are left out.
        The issues: a frame with the headers of Issues.

    Raises:
        TableError: a column is missing that nothing can be done without.
    """
    contract = TABLES[table]
    raw = raw.loc[~_blank_rows(raw)]
    matched = matched_headers(table, list(map(str, raw.columns)))
    cells = _matched_cells(raw, contract, matched)
    ids, _ = reading.by_distinct(cells["Account ID"], reading.read_id)
    issues = IssueList(table, pd.Series(ids, index=raw.index, dtype=object))
    _note_headers(issues, contract, raw, matched)
    if table == "Touches":
        return _clean_touches(cells, issues, policy, as_of)
    return _clean_accounts(cells, issues, policy, as_of)


def _blank_rows(raw: pd.DataFrame) -> pd.Series:
    said = pd.Series(data=False, index=raw.index)
    for position in range(raw.shape[1]):
        column = raw.iloc[:, position]
        said |= column.notna() & ~column.isin(["", " "])
    return ~said


def _matched_cells(raw: pd.DataFrame, contract: Table, matched: dict[str, str]) -> pd.DataFrame:
    missing = [
        c.header for c in contract.columns if c.required and c.header not in matched.values()
    ]
    if contract.name == "Accounts" and not {"ARR", "ACV", "Tier"} & set(matched.values()):
        missing.append("ARR or Tier")
    if missing:
        seen = ", ".join(f'"{header}"' for header in list(map(str, raw.columns))[:12]) or "none"
        message = (
            f"{contract.name} has no column {' and no column '.join(missing)}. "
            f"Headers found: {seen}. "
            "Name the column as said, or check that the header row is the first row of the table."
        )
        raise TableError(message)
    positions = {own: list(map(str, raw.columns)).index(given) for given, own in matched.items()}
    empty = pd.Series([None] * len(raw), index=raw.index, dtype=object)
    return pd.DataFrame(
        {
            column.header: raw.iloc[:, positions[column.header]]
            if column.header in positions
            else empty
            for column in contract.columns
        },
        index=raw.index,
    )


def _note_headers(
    issues: IssueList, contract: Table, raw: pd.DataFrame, matched: dict[str, str]
) -> None:
    present = set(matched.values())
    headers = pd.Series(list(map(str, raw.columns)))
    for header in dict.fromkeys(headers[headers.duplicated()]):
        if header in matched:
            problem = f'Two columns are called "{header}"; only the first is read.'
            issues.add_column(
                matched[header], header, "HEADER_REPEATED", problem, "Rename one of them."
            )
    near = {
        nearest_column(contract.name, header): header for header in headers if header not in matched
    }
    for column in contract.columns:
        if column.header in present:
            continue
        if column.header in near:
            problem = (
                f'The column "{near[column.header]}" is not read. Did you mean "{column.header}"?'
            )
            fix = f'Rename it to "{column.header}" if so.'
            issues.add_column(column.header, near[column.header], "HEADER_UNKNOWN", problem, fix)
        elif column.absent:
            problem = f'There is no column "{column.header}": {column.absent}.'
            fix = f'Add the column "{column.header}". {column.help}'
            issues.add_column(column.header, "", "COLUMN_MISSING", problem, fix)


# --- Columns by kind -----------------------------------------------------------------------------


def _typed_column(
    cells: pd.Series, column: Column, issues: IssueList, policy: Policy, as_of: dt.date
) -> tuple[pd.Series, pd.Series]:
    """A column's typed values, and where its cells could not be read."""
    kind = column.kind
    if kind in ("date", "intro"):
        return _dates(cells, column, issues, policy, as_of)
    if kind in ("money", "number"):
        values, problems = reading.read_numbers(cells, money=kind == "money")
        problem = f'{column.header} "{{value}}" is not a number.'
        fix = "Use digits, for example 250000."
    elif kind == "choice":
        values, problems = _choices(cells, column)
        names = ", ".join(choice[0] for choice in column.choices)
        problem = f'{column.header} "{{value}}" is not known.'
        fix = f"Use one of {names}."
    else:
        values, problems = typed_texts(cells, kind)
        problem = f'{column.header} "{{value}}" says that there is none, and is read as empty.'
        fix = "Clear the cell, or name the person or the outcome."
        placeholder = problems == "PLACEHOLDER"
        issues.add(placeholder, column.header, cells, "PLACEHOLDER", problem, fix)
        problems = problems.mask(placeholder, "")
        problem = f'{column.header} holds the error "{{value}}".'
        fix = "Mend the formula, or type the value."
    bad = problems != ""
    for code in problems[bad].unique():
        issues.add(problems == code, column.header, cells, code, problem, fix)
    return values, bad


def _dates(
    cells: pd.Series, column: Column, issues: IssueList, policy: Policy, as_of: dt.date
) -> tuple[pd.Series, pd.Series]:
    order = policy.text("import.date_order")
    if order == "auto":
        order = reading.date_order(cells)
    if order == "open":
        problem = (
            f"{column.header} has dates such as 03/04/2026 and none that tells day from month."
        )
        fix = "They are read month first. If that is wrong, set import.date_order to day first."
        issues.add_column(column.header, "", "DATE_ORDER_OPEN", problem, fix)
    years = (policy.integer("import.first_year"), policy.integer("import.last_year"))
    days, problems = reading.read_dates(cells, order, years)
    zero = problems == "DATE_ZERO"
    problem = f'{column.header} "{{value}}" is a zero and is read as empty.'
    issues.add(
        zero, column.header, cells, "DATE_ZERO", problem, "Clear the cell, or type the date."
    )
    future = days > pd.Timestamp(as_of) if column.past else pd.Series(data=False, index=cells.index)
    problem = f"{column.header} {{value}} lies after the as-of date {as_of}."
    fix = f"Type the day on which it took place, {as_of} at the latest."
    issues.add(future, column.header, days.dt.date, "DATE_FUTURE", problem, fix)
    unreadable = problems == "DATE_UNREADABLE"
    problem = f'{column.header} "{{value}}" is not a date.'
    fix = "Use a real date, for example 2026-02-28."
    issues.add(unreadable, column.header, cells, "DATE_UNREADABLE", problem, fix)
    ambiguous = problems == "DATE_AMBIGUOUS"
    problem = f'{column.header} "{{value}}" may be day first or month first: the column has both.'
    fix = "Write it as 2026-02-28, or set import.date_order."
    issues.add(ambiguous, column.header, cells, "DATE_AMBIGUOUS", problem, fix)
    return days.where(~future), unreadable | ambiguous | future


def _choices(cells: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    known = {folded(name): names[0] for names in column.choices for name in names}

    def read(value: Any) -> tuple[Any, str]:
        if reading.blank(value):
            return None, ""
        name = known.get(folded(reading.as_text(value)))
        return name, "" if name else "CHOICE_UNKNOWN"

    values, problems = reading.by_distinct(cells, read)
    return _as_str(values, cells.index), pd.Series(problems, index=cells.index, dtype=object)


_PLACEHOLDERS = {
    "name": re.compile(
        r"^(?:nobody|no (?:one|body|sponsor|exec\w*|name|contact|owner)|none|not|tb[acd]|to be"
        r"|vacant|unknown|pending|missing|unassigned)\b|\b(?:left|former|departed|resigned|retired)\b"
    ),
    "outcome": re.compile(
        r"^(?:no outcome|none|tb[acd]|to be|pending|unknown|missing|in progress"
        r"|not (?:started|documented|defined|agreed|available|set|yet))\b"
    ),
}
"""Texts that stand where a person or an outcome should, and say that there is none."""


def typed_texts(cells: pd.Series, kind: str) -> tuple[pd.Series, pd.Series]:
    """Texts of a column of a kind, and a code where a cell holds an error or a placeholder."""
    values, problems = reading.by_distinct(cells, partial(read_text, kind=kind))
    return _as_str(values, cells.index), pd.Series(problems, index=cells.index, dtype=object)


def read_text(value: Any, kind: str) -> tuple[str | None, str]:
    """The text of one cell of a kind, None where there is none, and a code; see `typed_texts`."""
    words = reading.LABEL_BLANKS if kind in ("label", "text", "id") else reading.BLANKS
    if isinstance(value, str) and value.strip().upper() in reading.EXCEL_ERRORS:
        return None, "CELL_ERROR"
    if reading.blank(value, words):
        return None, ""
    if kind in _PLACEHOLDERS:
        if reading.yes_or_no(value) is False:
            return None, ""
        if _PLACEHOLDERS[kind].search(folded(reading.as_text(value))):
            return None, "PLACEHOLDER"
    return reading.as_text(value), ""


def _as_str(values: np.ndarray, index: pd.Index) -> pd.Series:
    return pd.Series(values, index=index, dtype="str")


# --- Accounts ------------------------------------------------------------------------------------


def _clean_accounts(
    cells: pd.DataFrame, issues: IssueList, policy: Policy, as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    contract = TABLES["Accounts"]
    typed: dict[str, pd.Series] = {"Account ID": _as_str(issues.ids.to_numpy(), cells.index)}
    bad: dict[str, pd.Series] = {}
    undated = _undated_intros(cells["Two-way intro date"])
    intro = cells["Two-way intro date"].where(
        ~(undated | _said_no(cells["Two-way intro date"])), None
    )
    for column in contract.columns:
        if column.kind in ("id", "tier"):
            continue
        source = intro if column.kind == "intro" else cells[column.header]
        typed[column.header], bad[column.header] = _typed_column(
            source, column, issues, policy, as_of
        )
    limit = policy.integer("grace.furthest_days")
    far = typed["Go-live date"] > pd.Timestamp(as_of) + pd.Timedelta(days=limit)
    problem = f"Go-live date {{value}} lies more than {limit} days ahead."
    fix = "Type the day on which the customer goes live."
    issues.add(far, "Go-live date", typed["Go-live date"].dt.date, "GOLIVE_FAR", problem, fix)
    typed["Go-live date"] = typed["Go-live date"].where(~far)
    bad["Go-live date"] |= far
    typed["Tier"], bad["Tier"] = _tiers(cells["Tier"], typed, bad, issues, policy)
    # An unknown type is not an empty one: it must not count as a live touch.
    typed["Last touch type"] = typed["Last touch type"].mask(bad["Last touch type"], "Unknown")
    accounts = pd.DataFrame(typed, index=cells.index)[contract.headers]
    # Tier and amount come before scope, so their trouble is told apart below.
    decides = [c.header for c in contract.columns if c.decides and c.header not in ("ARR", "Tier")]
    accounts["Intro undated"] = undated
    accounts["Bad"] = np.logical_or.reduce([bad[header].to_numpy() for header in decides])
    for title, level in (
        ("Sponsor title", "Sponsor level"),
        ("Executive title", "Executive level"),
    ):
        accounts[level] = _title_levels(accounts[title], policy)
    accounts["Executive level"] = _without_own_csm(accounts, issues, policy)
    accounts["Waiver valid"] = _valid_waivers(
        accounts, bad["Waiver expires"], issues, policy, as_of
    )
    _note_owners(accounts, issues)
    _note_declined(accounts, issues)
    accounts = _once_each(accounts, cells, issues)
    # A tier that can't be read must not take an account out of scope.
    accounts["Contradictory"] |= bad["Tier"].loc[accounts.index]
    return accounts, issues.frame()


def _said_no(cells: pd.Series) -> pd.Series:
    values, _ = reading.by_distinct(cells, lambda value: (plain_answer(value) is False, ""))
    return pd.Series([value is True for value in values], index=cells.index, dtype=bool)


def _undated_intros(cells: pd.Series) -> pd.Series:
    values, _ = reading.by_distinct(cells, lambda value: (plain_answer(value) is True, ""))
    return pd.Series([value is True for value in values], index=cells.index, dtype=bool)


def plain_answer(value: Any) -> bool | None:
    """Yes or no; the number 0 is left to the date reader, which calls it an empty date."""
    if isinstance(value, dt.date | dt.time) or reading.as_text(value) in ("0", "0.0"):
        return None
    return reading.yes_or_no(value)


def _tiers(
    cells: pd.Series,
    typed: dict[str, pd.Series],
    bad: dict[str, pd.Series],
    issues: IssueList,
    policy: Policy,
) -> tuple[pd.Series, pd.Series]:
    """The tier of each account: the Tier column, else the cut of its amount (C17)."""
    values, problems = reading.by_distinct(cells, reading.read_tier)
    given = pd.Series(pd.to_numeric(values, errors="coerce"), index=cells.index, dtype="float64")
    unreadable = pd.Series(problems != "", index=cells.index)
    fix = "Use 1, 2, 3 or 4, or clear the cell to let the amount decide."
    problem = 'Tier "{value}" is not a tier.'
    issues.add(unreadable, "Tier", cells, "TIER_UNREADABLE", problem, fix)
    header, amount = _tier_amount(typed, bad, issues, policy)
    negative = amount < 0
    problem = f"{header} {{value}} is below zero."
    fix = "Type the recurring revenue of a year, 0 or more."
    issues.add(negative, header, amount, "AMOUNT_NEGATIVE", problem, fix)
    amount = amount.where(~negative)
    cuts = policy.integers("tiers.cuts")
    by_amount = 1.0 + np.add.reduce([amount < cut for cut in cuts])
    tier = given.fillna(pd.Series(by_amount, cells.index).where(amount.notna()))
    nothing = tier.isna() & ~unreadable
    problem = f"There is neither a Tier nor a usable {header}, so the account can't be scored."
    fix = f"Type the {header}, or a Tier from 1 to 4."
    issues.add(nothing, "Tier", cells, "TIER_MISSING", problem, fix)
    zero = given.isna() & ~unreadable & (amount == 0)
    problem = f"{header} is 0, so the account falls into the lowest tier."
    fix = f"Type the {header}, or a Tier from 1 to 4; clear the row if it is no customer."
    issues.add(zero, header, amount, "AMOUNT_ZERO", problem, fix)
    return tier.astype("Int8"), unreadable


def _tier_amount(
    typed: dict[str, pd.Series], bad: dict[str, pd.Series], issues: IssueList, policy: Policy
) -> tuple[str, pd.Series]:
    """The amount that cuts the tiers; where it is empty, the other one stands in (C17)."""
    wanted = policy.text("tiers.basis")
    other = "ACV" if wanted == "ARR" else "ARR"
    empty = typed[wanted].isna() & ~bad[wanted]
    lent = empty & typed[other].notna()
    fix = f"Add {wanted}, or set tiers.basis to {other}."
    if empty.all() and lent.any():
        problem = f"{wanted} is empty throughout, so {other} decides the tiers."
        issues.add_column(wanted, "", "AMOUNT_SUBSTITUTED", problem, fix)
    else:
        problem = f"{wanted} is empty, so {other} {{value}} stands in."
        issues.add(lent, wanted, typed[other], "AMOUNT_SUBSTITUTED", problem, fix)
    amount = typed[wanted].where(~lent, typed[other])
    if wanted == "ARR":
        typed["ARR"] = amount
    return wanted, amount


def _title_levels(titles: pd.Series, policy: Policy) -> pd.Series:
    """Rank of each title in LEVELS: 0 where it is empty, -1 where it tells no level (C32)."""
    staff, c_level, vp, director, manager = (
        _any_of(policy.texts(f"levels.{name}"))
        for name in ("staff", "c_level", "vp", "director", "manager")
    )

    def read(value: Any) -> tuple[Any, str]:
        # An assistant to the CEO is no CEO: what follows "to" is somebody else's title.
        text = folded(str(value)).split(" to ")[0]
        if staff.search(text):
            return LEVELS.index("Manager"), ""
        if vp.search(text):
            return LEVELS.index("VP"), ""
        if c_level.search(text):
            return LEVELS.index("C-level"), ""
        if director.search(text):
            return LEVELS.index("Director"), ""
        return (LEVELS.index("Manager") if manager.search(text) else -1), ""

    ranks, _ = reading.by_distinct(titles, read)
    return pd.Series(pd.to_numeric(ranks), index=titles.index).fillna(0).astype("int8")


def _without_own_csm(accounts: pd.DataFrame, issues: IssueList, policy: Policy) -> pd.Series:
    """Executive level, where an untitled executive who is the account's CSM counts as a CSM."""
    level = accounts["Executive level"]
    named = accounts["Internal executive"].notna()
    untitled = named & (level == 0)
    own_csm = untitled & (
        folded_names(accounts["Internal executive"]) == folded_names(accounts["CSM"])
    )
    problem = (
        'The internal executive "{value}" is the account\'s own CSM, who does not pass gate 2.'
    )
    fix = "Map a VP or above, or type the executive's title."
    executives = accounts["Internal executive"]
    issues.add(own_csm, "Internal executive", executives, "EXECUTIVE_IS_CSM", problem, fix)
    problem = 'The internal executive "{value}" has no title, so the level is not shown to be VP.'
    fix = f"Type the title; gate 2 asks for {policy.text('gate2.min_level')} or above."
    issues.add(untitled & ~own_csm, "Executive title", executives, "TITLE_MISSING", problem, fix)
    problem = 'The executive title "{value}" tells no level, so gate 2 fails.'
    fix = "Use a title with VP, Chief or Director in it, or add its word to levels.vp in Settings."
    unknown = named & (level < 0)
    issues.add(
        unknown, "Executive title", accounts["Executive title"], "TITLE_UNKNOWN", problem, fix
    )
    return level.where(~own_csm, LEVELS.index("Manager"))


def _any_of(titles: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of the titles as whole words; a * in one stands for any words."""
    words = (r" \w+(?: \w+)* ".join(map(folded, title.split("*"))) for title in titles)
    return re.compile(r"\b(?:" + "|".join(words) + r")\b")


def folded_names(names: pd.Series) -> pd.Series:
    """Names for comparing: without capitals, accents and signs; missing stays missing."""
    values, _ = reading.by_distinct(names, lambda name: (folded(str(name)), ""))
    return _as_str(values, names.index)


def _valid_waivers(
    accounts: pd.DataFrame,
    bad_expiry: pd.Series,
    issues: IssueList,
    policy: Policy,
    as_of: dt.date,
) -> pd.Series:
    """Which waivers count: complete, not expired, not too long (C34)."""
    expires = accounts["Waiver expires"]
    parts = accounts[["Waiver reason", "Waiver approver", "Waiver expires"]].notna()
    complete = parts.all(axis=1)
    incomplete = (parts.any(axis=1) | bad_expiry) & ~complete
    reasons = accounts["Waiver reason"]
    problem = "The waiver lacks its reason, approver or expiry date and does not count."
    fix = "Fill in all three."
    issues.add(incomplete, "Waiver reason", reasons, "WAIVER_INCOMPLETE", problem, fix)
    expired = complete & (expires < pd.Timestamp(as_of))
    problem = "The waiver expired on {value} and no longer counts."
    fix = "Renew it with a new approval, or clear it."
    issues.add(expired, "Waiver expires", expires.dt.date, "WAIVER_EXPIRED", problem, fix)
    longest = policy.integer("waiver.max_days")
    too_long = complete & (expires > pd.Timestamp(as_of) + pd.Timedelta(days=longest))
    problem = (
        f"The waiver runs until {{value}}, more than {longest} days ahead, and does not count."
    )
    fix = f"Let it expire within {longest} days."
    issues.add(too_long, "Waiver expires", expires.dt.date, "WAIVER_TOO_LONG", problem, fix)
    return complete & ~expired & ~too_long


def _note_declined(accounts: pd.DataFrame, issues: IssueList) -> None:
    """A sponsor who declines needs a waiver (S1-36, C34)."""
    declined = (accounts["Sponsor status"] == "Declined") & ~accounts["Waiver valid"]
    sponsors = accounts["Customer sponsor"]
    problem = 'The sponsor "{value}" declined, and no waiver says so.'
    fix = "Add a waiver with reason, approver and expiry, or name another sponsor."
    issues.add(declined, "Sponsor status", sponsors, "DECLINED_NO_WAIVER", problem, fix)


def _note_owners(accounts: pd.DataFrame, issues: IssueList) -> None:
    """Exactly one owner a quarter (C58)."""
    owners = accounts["Owner this quarter"]
    several = owners.str.contains(r"[;/&]| and ", regex=True, na=False)
    problem = 'Owner this quarter "{value}" names more than one person.'
    fix = "Name one owner for the quarter."
    issues.add(several, "Owner this quarter", owners, "OWNER_SEVERAL", problem, fix)


def _once_each(accounts: pd.DataFrame, cells: pd.DataFrame, issues: IssueList) -> pd.DataFrame:
    """One row an account; the first row of a repeated id tells how many further rows there were."""
    ids = accounts["Account ID"]
    no_id = ids.isna()
    fix = "Type the id that the CRM gives the account."
    problem = "The row has no Account ID, so it can't be scored."
    issues.add(no_id, "Account ID", ids, "ID_MISSING", problem, fix)
    repeated = ids.duplicated(keep=False) & ~no_id
    accounts["Contradictory"] = no_id
    accounts["Repeated"] = 0
    if not repeated.any():
        return accounts
    texts = cells.loc[repeated].astype(object).map(_shown)
    rows = texts.drop(columns="Account ID").agg("\x1f".join, axis=1)
    groups = rows.groupby(ids[repeated])
    differs = (groups.transform("nunique") > 1).reindex(accounts.index, fill_value=False)
    later = ids.duplicated(keep="first") & ~no_id
    fix = "Keep one row."
    problem = "Account ID {value} stands on several rows that are alike; the first counts."
    issues.add(later & ~differs, "Account ID", ids, "ID_REPEATED", problem, fix)
    problem = (
        "Account ID {value} stands on several rows that differ, so none of them can be trusted."
    )
    issues.add(
        differs, "Account ID", ids, "ID_CONTRADICTORY", problem, "Keep the row that is right."
    )
    accounts["Contradictory"] = no_id | differs
    # Of tiers that differ the highest one counts, so that no tier's denominator loses an account.
    accounts["Tier"] = accounts.groupby(ids)["Tier"].transform("min").fillna(accounts["Tier"])
    counts = ids[repeated].value_counts()
    accounts["Repeated"] = ids.map(counts).where(repeated & ~later, 1).astype("int64") - 1
    return accounts.loc[~later].copy()


# --- Touches -------------------------------------------------------------------------------------


def _clean_touches(
    cells: pd.DataFrame, issues: IssueList, policy: Policy, as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    contract = TABLES["Touches"]
    typed: dict[str, pd.Series] = {"Account ID": _as_str(issues.ids.to_numpy(), cells.index)}
    bad: dict[str, pd.Series] = {}
    for column in contract.columns[1:]:
        source = cells[column.header]
        typed[column.header], bad[column.header] = _typed_column(
            source, column, issues, policy, as_of
        )
    touches = pd.DataFrame(typed, index=cells.index)[contract.headers]
    no_id = touches["Account ID"].isna()
    problem = "The touch has no Account ID and does not count."
    fix = "Type the id of the account."
    issues.add(no_id, "Account ID", touches["Account ID"], "ID_MISSING", problem, fix)
    undated = touches["Touch date"].isna() & ~bad["Touch date"]
    problem = "The touch has no date and does not count."
    issues.add(
        undated, "Touch date", cells["Touch date"], "DATE_MISSING", problem, "Type its date."
    )
    if cells["Type"].isna().all() and len(cells):
        problem = "No touch has a Type, so none of them counts."
        fix = "Add the column Type: Call, Video, In person, SBR or EBR count."
        issues.add_column("Type", "", "COLUMN_MISSING", problem, fix)
    else:
        untyped = touches["Type"].isna() & ~bad["Type"]
        problem = "The touch has no Type and does not count."
        fix = "Type Call, Video, In person, SBR, EBR, E-mail, Marketing, Event, Chat or Other."
        issues.add(untyped, "Type", cells["Type"], "TYPE_MISSING", problem, fix)
    touches["Qualifies"] = touches["Type"].isin(policy.texts("touch.types"))
    usable = touches["Account ID"].notna() & touches["Touch date"].notna()
    return touches.loc[usable].copy(), issues.frame()


def touch_issues(touches: pd.DataFrame, accounts: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """What is wrong between touches and accounts: unknown ids, early and repeated touches.

    Source: G14. None changes a score: the first belong to no account, the second are stale, and a
    touch counts no more for standing there twice.
    """
    issues = IssueList("Touches", touches["Account ID"].astype(object))
    ids = touches["Account ID"]
    unknown = ~ids.isin(accounts["Account ID"])
    problem = "There is no account {value} in Accounts, so the touch belongs to nobody."
    fix = "Correct the id, or add the account."
    issues.add(unknown, "Account ID", ids, "ACCOUNT_UNKNOWN", problem, fix)
    known = accounts.drop_duplicates("Account ID").set_index("Account ID")["Go-live date"]
    go_live = known.reindex(ids).set_axis(ids.index)
    margin = pd.Timedelta(days=policy.integer("touch.before_golive_days"))
    early = touches["Touch date"] < go_live - margin
    problem = f"The touch of {{value}} lies more than {margin.days} days before go-live."
    fix = "Correct the date of the touch or the go-live date."
    issues.add(
        early, "Touch date", touches["Touch date"].dt.date, "TOUCH_BEFORE_CONTRACT", problem, fix
    )
    said = ["Account ID", "Touch date", "Type", "Customer contact", "Internal person", "Topics"]
    problem = "The touch of {value} stands in Touches already, word for word."
    fix = "Delete one of the two, or say in Topics what tells them apart."
    days = touches["Touch date"].dt.date
    issues.add(touches.duplicated(said), "Touch date", days, "TOUCH_REPEATED", problem, fix)
    return issues.frame()
