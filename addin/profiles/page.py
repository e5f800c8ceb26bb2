"""The page of the docs that lists every profile; `python -m addin.build` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.profiles import Profile, names, profile

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "profiles.md"
_HEAD = """\
# Profiles

What each vendor calls our columns, best name first. Capitals, blanks and signs do not matter. Each
list is one file in `addin/profiles/`, checked as it is loaded; to teach a header, add it there, or
map it in the tracker's Import map ([importing.md](importing.md)). Names that many firms use are
known in every profile.

Field names come from the pages listed; where a vendor publishes the names of its interface only,
the labels of its exports follow them. They are the English ones: HubSpot, for one, writes its
labels in the user's language, so export in English or map them.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *(line for name in names() for line in _lines(profile(name)))])


def _lines(found: Profile) -> Iterator[str]:
    yield f"## {found.title}\n"
    yield f"`--profile {found.name}`. Taken from:\n"
    yield from (f"* <{source}>" if "://" in source else f"* `{source}`" for source in found.sources)
    yield ""
    if found.layouts:
        yield f"Told apart as: {', '.join(found.layouts)}.\n"
    if found.preferred:
        endings = ", ".join(f"`…{text}`" for text in found.preferred)
        yield f"Wins over the same name without it: {endings}.\n"
    around = [f"`{text}…`" for text in found.prefixes] + [f"`…{text}`" for text in found.suffixes]
    if around:
        yield f"May stand around a name: {', '.join(around)}.\n"
    for table, columns in found.imports.items():
        yield f"### {found.title}: {table}\n"
        yield "| column | read from |\n|---|---|"
        yield from (f"| {own} | {', '.join(texts)} |" for own, texts in columns.items())
        for own, texts in found.monthly.get(table, {}).items():
            yield f"| {own}, when told that amounts are monthly | {', '.join(texts)} |"
        for entry in found.doubtful:
            if entry.table == table:
                yield f"| {entry.column}, for want of a better one | {', '.join(entry.headers)} |"
        yield ""
        for own, words in found.words.get(table, {}).items():
            told = ", ".join(f"{word} → {choice}" for word, choice in words.items())
            yield f"Words of {own}: {told}.\n"
