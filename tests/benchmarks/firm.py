"""A made-up firm of any size, and its tracker as it stands after a year of weekly refreshes."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.package import PackageWorkbook
from addin.refresh.request import Request
from addin.refresh.story import refresh
from scoring.cleaning import clean
from scoring.coverage.history import iso_week, snapshot
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS, HISTORY, TOUCHES
from scoring.policy import Policy
from scoring.tables.writing import to_cells
from workbook_templates import template_path

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = dt.date(2026, 11, 16)
"""A Monday: the day of the refresh that is measured, a week after the latest one in the tracker."""

REAL_TIERS = (0.12, 0.28, 0.35, 0.25)
"""Share of accounts by tier: two in five are in scope."""

ALL_IN_SCOPE = (0.3, 0.7, 0.0, 0.0)

_SEED = 2026
_WEEKS_ALIKE = 4
_FIRST = ("Anna", "Bo", "Carla", "David", "Emma", "Farid", "Grace", "Hiro", "Ines", "Jonas")
_LAST = ("Adler", "Berg", "Costa", "Dahl", "Eder", "Fischer", "García", "Holm", "Ito", "Jansen")
_TITLES = ("CFO", "COO", "VP Operations", "SVP Finance", "Director IT", "Head of Procurement")
_TRADES = ("Software", "Retail", "Banking", "Energy", "Health", "Transport")
_TYPES = ("Call", "Video", "In person", "SBR", "EBR", "Email")
_ARR_BY_TIER = {1: (250, 1400), 2: (50, 245), 3: (15, 49), 4: (4, 14)}


def accounts(count: int, tiers: tuple[float, ...] = REAL_TIERS) -> pd.DataFrame:
    """Accounts as cells of the tracker."""
    rng = np.random.default_rng(_SEED)
    tier = rng.choice((1, 2, 3, 4), count, p=tiers)
    low, high = np.array([_ARR_BY_TIER[place] for place in tier]).T
    people = np.array([f"{first} {last}" for first in _FIRST for last in _LAST], dtype=object)
    ours = people[:20]
    sponsor = np.array([f"{rng.choice(_FIRST)} Kern-{place}" for place in range(count)], object)
    passed = rng.random((count, 5)) < (0.95, 0.9, 0.85, 1.0, 0.8)
    frame = pd.DataFrame(
        {
            "Account ID": [f"0015g00000{place:05d}AAA" for place in range(count)],
            "Account": [f"Firm {place} {_TRADES[place % 6]} Group" for place in range(count)],
            "ARR": np.round(low + (high - low) * rng.random(count) ** 2) * 1000.0,
            "Tier": tier.astype("float64"),
            "Segment": np.where(tier == 1, "Enterprise", "Mid-market"),
            "Industry": rng.choice(_TRADES, count),
            "Region": rng.choice(("EMEA", "AMER", "APAC"), count),
            "CS director": rng.choice(people[20:32], count),
            "CSM": rng.choice(people[32:], count),
            "AE": rng.choice(people[32:], count),
            "Go-live date": _days_ago(rng, count, 100, 2000),
            "Renewal date": _days_ago(rng, count, -360, -20),
            "Health score": rng.integers(3, 10, count).astype("float64"),
            "Customer sponsor": _only(passed[:, 0], sponsor),
            "Sponsor title": rng.choice(_TITLES, count),
            "Sponsor status": np.where(rng.random(count) < 0.02, "Departed", "Active"),
            "Internal executive": _only(passed[:, 1], ours[rng.integers(0, 20, count)]),
            "Executive title": rng.choice(_TITLES[:4], count),
            "Two-way intro date": _days_ago(rng, count, 370, 900).where(passed[:, 2]),
            "Business outcome": _only(passed[:, 4], "Closes the books in 4 days, not 9"),
            "Outcome date": _days_ago(rng, count, 10, 700).where(passed[:, 4]),
        }
    )
    waived = rng.random(count) < 0.02
    frame["Waiver reason"] = _only(waived, "Renewal under review")
    frame["Waiver approver"] = _only(waived, "VP CS")
    frame["Waiver expires"] = _days_ago(rng, count, -150, -10).where(waived)
    return frame


def touches(firm: pd.DataFrame, count: int) -> pd.DataFrame:
    """The touches of a year up to the last refresh, as cells of the tracker, oldest first.

    None of them stands there twice, which the tracker would call an issue: there may be a
    few less than `count`.
    """
    rng = np.random.default_rng(_SEED + 1)
    # Some accounts are met often and some hardly ever.
    often = rng.random(len(firm)) ** 2
    held = firm.iloc[rng.choice(len(firm), count, p=often / often.sum())]
    days = _days_ago(rng, count, 7, 372)
    frame = pd.DataFrame(
        {
            "Account ID": held["Account ID"].to_numpy(),
            "Touch date": days,
            "Type": rng.choice(_TYPES, count),
            "Customer contact": held["Customer sponsor"].to_numpy(),
            "Internal person": held["Internal executive"].to_numpy(),
            "Minutes": rng.choice((15.0, 30.0, 45.0, 60.0), count),
            "Topics": rng.choice(("Value review", "Roadmap", "Renewal", "Adoption plan"), count),
        }
    )
    once = frame.drop_duplicates(frame.columns.drop("Minutes"))
    return once.sort_values("Touch date", kind="stable", ignore_index=True)


def build_tracker(
    path: Path,
    count: int,
    *,
    touches_each: int,
    weeks: int,
    tiers: tuple[float, ...] = REAL_TIERS,
) -> None:
    """Make a tracker as Excel would have saved it a week ago, with so many weeks of snapshots.

    The product writes it and refreshes it once, so every output is filled as in a firm's tracker.
    """
    firm = accounts(count, tiers)
    talks = touches(firm, count * touches_each)
    book = PackageWorkbook(template_path(), target=path)
    book.write_table("Accounts", firm, key="Account ID")
    book.write_table("Touches", talks)
    book.write_table("History", to_cells(_snapshots(firm, talks, weeks - 1), HISTORY))
    book.save()
    refresh_tracker(path, path, AS_OF - dt.timedelta(weeks=1))
    _share_strings(path)


def refresh_tracker(source: Path, target: Path, as_of: dt.date) -> None:
    """Refresh a tracker as the command line does."""
    request = Request(today=as_of, now=f"{as_of} 08:00", who="benchmark", version="0", as_of=as_of)
    refresh(PackageWorkbook(source, target=target), request)


def _snapshots(firm: pd.DataFrame, talks: pd.DataFrame, weeks: int) -> pd.DataFrame:
    """History of the weeks up to two weeks ago, each snapshot following from the one before.

    Accounts change little from week to week, so every fourth one is scored and stands for the next.
    """
    policy = Policy.from_toml("")
    typed, _ = clean(firm, ACCOUNTS, policy, AS_OF)
    logged, _ = clean(talks, TOUCHES, policy, AS_OF)
    taken: list[pd.DataFrame] = []
    for place, back in enumerate(range(weeks + 1, 1, -1)):
        day = AS_OF - dt.timedelta(weeks=back)
        if place % _WEEKS_ALIKE:
            again = {"Week": iso_week(day), "Snapshot date": pd.Timestamp(day)}
            taken.append(taken[-1].assign(**again).astype(taken[-1].dtypes))
        else:
            known = logged.loc[logged["Touch date"] <= pd.Timestamp(day)]
            scored = score_accounts(typed, policy, day, known, taken[-1] if taken else None)
            taken.append(snapshot(scored, day))
    return pd.concat(taken, ignore_index=True)


def _only(where: np.ndarray, values: np.ndarray | str) -> pd.Series:
    """Values where they belong, blank cells elsewhere."""
    return pd.Series(values, index=range(len(where)), dtype=object).where(where, None)


def _days_ago(rng: np.random.Generator, count: int, least: int, most: int) -> pd.Series:
    days = pd.to_timedelta(rng.integers(least, most, count), unit="D")
    return pd.Series(pd.Timestamp(AS_OF) - days).astype("datetime64[s]")


_INLINE = re.compile(r' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is>')
_TYPES_PART = "[Content_Types].xml"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRINGS = "xl/sharedStrings.xml"


def _share_strings(path: Path) -> None:
    """Move texts into the shared strings, as Excel does when it saves what we wrote inline.

    openpyxl reads shared strings in a fraction of the time that it takes for inline ones, so
    without this the comparison would flatter us.
    """
    with zipfile.ZipFile(path) as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist()}
    old = parts.get(_STRINGS, b"").decode()
    items = re.findall(r"<si>.*?</si>", old, re.DOTALL)
    places: dict[str, int] = {}

    def shared(found: re.Match[str]) -> str:
        place = places.setdefault(found.group(1), len(items) + len(places))
        return f' t="s"><v>{place}</v>'

    for name, content in parts.items():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            parts[name] = _INLINE.sub(shared, content.decode()).encode()
    items += [f'<si><t xml:space="preserve">{text}</t></si>' for text in places]
    parts[_STRINGS] = f'<sst xmlns="{_MAIN}">{"".join(items)}</sst>'.encode()
    if not old:
        override = f'<Override PartName="/{_STRINGS}" ContentType="{_TYPE}"/></Types>'
        relation = f'<Relationship Id="rIdShared" Type="{_KIND}" Target="sharedStrings.xml"/>'
        _insert(parts, _TYPES_PART, "</Types>", override)
        relations = "xl/_rels/workbook.xml.rels"
        _insert(parts, relations, "</Relationships>", relation + "</Relationships>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)


def _insert(parts: dict[str, bytes], name: str, end: str, text: str) -> None:
    parts[name] = parts[name].decode().replace(end, text).encode()
