"""What each vendor calls our columns: one declarative file a vendor, checked as it is loaded."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scoring.areas import IMPORTED
from scoring.cells.texts import folded
from scoring.errors import SponsorCoverageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GENERIC = "generic"
_SECTIONS = (
    "title",
    "sources",
    "prefixes",
    "suffixes",
    "preferred_suffixes",
    "layouts",
    "import",
    "monthly",
    "joined",
    "doubtful",
    "values",
    "export",
)
_DOUBTFUL = {"table", "column", "headers", "unless", "because"}


class ProfileError(SponsorCoverageError, ValueError):
    """A profile that does not exist or contradicts itself; one sentence says which and where."""


@dataclass(frozen=True)
class Doubtful:
    """Headers that are read as a column only where nothing better is there, and never silently.

    Attributes:
        table: the table.
        column: the column's own header.
        headers: what the vendor calls it.
        unless: own headers of the columns beside which it is not taken.
        because: what is doubtful about it, as a sentence.
    """

    table: str
    column: str
    headers: tuple[str, ...]
    unless: tuple[str, ...]
    because: str


@dataclass(frozen=True)
class Profile:
    """What a vendor's exports look like, and what it takes back.

    Attributes:
        name: the name of the file, such as salesforce.
        title: the vendor, for people.
        sources: the public pages that the headers were taken from.
        prefixes, suffixes: what may stand around a header without changing its meaning.
        preferred: endings of a header that wins over the same one without them.
        layouts: kind of export, then table, then the headers that tell it.
        imports: table, then own header, then aliases, best first.
        monthly: the same for amounts of a month, which are read only when told.
        joined: the same for columns that several headers make up together, such as a full name.
        doubtful: what is read only where nothing better is there.
        words: table, then own header, then the vendor's word (folded) and the choice it means.
        exports: the [export] table as it stands in the file.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    preferred: tuple[str, ...]
    layouts: Mapping[str, Mapping[str, tuple[str, ...]]]
    imports: Mapping[str, Mapping[str, tuple[str, ...]]]
    monthly: Mapping[str, Mapping[str, tuple[str, ...]]]
    joined: Mapping[str, Mapping[str, tuple[str, ...]]]
    doubtful: tuple[Doubtful, ...]
    words: Mapping[str, Mapping[str, Mapping[str, str]]]
    exports: Mapping[str, Any]

    def key(self, header: str, table: str) -> str:
        """A header for comparing: without what may stand around it, blanks, capitals and signs.

        >>> profile("salesforce").key("Account.Sponsor_Title__c", "Accounts")
        'sponsortitle'
        """
        return squeezed(self.bare(header, table))

    def bare(self, header: str, table: str) -> str:
        """A header without what may stand around it.

        >>> profile("salesforce").bare("Account.Sponsor_Title__c", "Accounts")
        'Sponsor_Title'
        """
        text = header.strip()
        # Beside a touch or a person, Account.Id is another thing than Id.
        for prefix in self.prefixes if table == "Accounts" else ():
            if text.casefold().startswith(prefix.casefold()) and len(text) > len(prefix):
                text = text[len(prefix) :]
                break
        for suffix in (*self.preferred, *self.suffixes):
            if text.casefold().endswith(suffix.casefold()) and len(text) > len(suffix):
                text = text[: -len(suffix)]
                break
        return text

    def prefers(self, header: str) -> bool:
        """Whether a header wins over the same one without its ending."""
        return header.strip().casefold().endswith(tuple(map(str.casefold, self.preferred)))


def squeezed(header: str) -> str:
    """A header without blanks, capitals, accents and signs.

    >>> squeezed("Next Renewal_Date"), squeezed("nextRenewalDate")
    ('nextrenewaldate', 'nextrenewaldate')
    """
    return folded(header).replace(" ", "") or header.strip()


def names() -> tuple[str, ...]:
    """The profiles that come with the product, generic last."""
    found = sorted(
        entry.name.removesuffix(".toml")
        for entry in files(__name__).iterdir()
        if entry.name.endswith(".toml")
    )
    return (*(name for name in found if name != GENERIC), GENERIC)


@lru_cache(maxsize=32)
def profile(name: str) -> Profile:
    """The profile of this name, checked.

    Raises:
        ProfileError: there is none of this name, or its file contradicts itself.
    """
    wanted = re.sub(r"\W+", "_", name.strip().casefold())
    if wanted not in names():
        near = difflib.get_close_matches(wanted, names(), n=1, cutoff=0.5)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        raise ProfileError(f'There is no profile "{name}".{hint} There are: {", ".join(names())}.')
    return parsed(wanted, (files(__name__) / f"{wanted}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def all_profiles() -> tuple[Profile, ...]:
    """Every profile that comes with the product, generic last."""
    return tuple(map(profile, names()))


def parsed(name: str, text: str) -> Profile:
    """A profile from the text of its file.

    Raises:
        ProfileError: a section or header is unknown, or an alias stands for two columns.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"Profile {name} is not valid TOML: {error}.") from error
    for section in raw:
        _require_known(name, "section", section, _SECTIONS)
    for section in ("title", "sources", "import"):
        if not raw.get(section):
            raise ProfileError(f"Profile {name} has no {section}. Add it.")
    found = Profile(
        name=name,
        title=str(raw["title"]),
        sources=_texts(name, "sources", raw["sources"]),
        prefixes=_longest_first(_texts(name, "prefixes", raw.get("prefixes", []))),
        suffixes=_longest_first(_texts(name, "suffixes", raw.get("suffixes", []))),
        preferred=_texts(name, "preferred_suffixes", raw.get("preferred_suffixes", [])),
        layouts=MappingProxyType(
            {
                kind: _by_table(name, f"layouts.{kind}", tables)
                for kind, tables in raw.get("layouts", {}).items()
            }
        ),
        imports=_aliases(name, "import", raw["import"]),
        monthly=_aliases(name, "monthly", raw.get("monthly", {})),
        joined=_aliases(name, "joined", raw.get("joined", {})),
        doubtful=tuple(_doubtful(name, entry) for entry in raw.get("doubtful", [])),
        words=_values(name, raw.get("values", {})),
        exports=MappingProxyType(raw.get("export", {})),
    )
    for table in found.imports:
        _require_once(found, table)
    return found


def _longest_first(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(texts, key=len, reverse=True))


def _require_known(name: str, what: str, given: str, known: Iterable[str]) -> None:
    known = list(known)
    if given not in known:
        near = difflib.get_close_matches(given, known, n=1, cutoff=0.5)
        hint = f' Did you mean "{near[0]}"?' if near else f" There are: {', '.join(known)}."
        raise ProfileError(f'Profile {name} has an unknown {what} "{given}".{hint}')


def _texts(name: str, where: str, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(
        isinstance(text, str) and text.strip() for text in given
    ):
        raise ProfileError(f"Profile {name}: {where} must be a list of texts that say something.")
    return tuple(given)


def _by_table(name: str, where: str, given: Any) -> Mapping[str, tuple[str, ...]]:
    for table in given:
        _require_known(name, f"table in {where}", table, IMPORTED)
    return MappingProxyType(
        {table: _texts(name, f"{where}.{table}", texts) for table, texts in given.items()}
    )


def _aliases(name: str, section: str, given: Any) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found = {}
    for table, columns in given.items():
        _require_known(name, f"table in {section}", table, IMPORTED)
        for header in columns:
            _require_known(name, f"column of {table}", header, IMPORTED[table].headers)
        found[table] = MappingProxyType(
            {
                header: _texts(name, f"{section}.{table}.{header}", texts)
                for header, texts in columns.items()
            }
        )
    return MappingProxyType(found)


def _doubtful(name: str, given: Any) -> Doubtful:
    if set(given) != _DOUBTFUL:
        raise ProfileError(
            f"Profile {name}: an entry of doubtful needs {', '.join(sorted(_DOUBTFUL))}."
        )
    _require_known(name, "table in doubtful", given["table"], IMPORTED)
    _require_known(
        name, f"column of {given['table']}", given["column"], IMPORTED[given["table"]].headers
    )
    texts = _texts(name, "doubtful.headers", given["headers"])
    unless = _texts(name, "doubtful.unless", given["unless"])
    for header in unless:
        _require_known(
            name, f"column of {given['table']}", header, IMPORTED[given["table"]].headers
        )
    return Doubtful(given["table"], given["column"], texts, unless, str(given["because"]))


def _values(name: str, given: Any) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for table, columns in given.items():
        _require_known(name, "table in values", table, IMPORTED)
        for header, choices in columns.items():
            _require_known(name, f"column of {table}", header, IMPORTED[table].headers)
            known = [choice[0] for choice in IMPORTED[table].column(header).choices]
            meant = found.setdefault(table, {}).setdefault(header, {})
            for choice, words in choices.items():
                _require_known(name, f"choice of {header}", choice, known)
                for word in _texts(name, f"values.{table}.{header}.{choice}", words):
                    if meant.setdefault(folded(word), choice) != choice:
                        raise ProfileError(
                            f'Profile {name}: "{word}" means both {meant[folded(word)]} and '
                            f"{choice} in {header}. Keep one."
                        )
    return found


def _require_once(found: Profile, table: str) -> None:
    owner: dict[str, str] = {}
    sections = [found.imports[table], found.monthly.get(table, {})]
    entries = [(header, texts) for section in sections for header, texts in section.items()]
    entries += [(entry.column, entry.headers) for entry in found.doubtful if entry.table == table]
    for header, texts in entries:
        for text in texts:
            other = owner.setdefault(found.key(text, table), header)
            if other != header:
                raise ProfileError(
                    f'Profile {found.name}: "{text}" stands for both {other} and {header} of '
                    f"{table}. Keep one."
                )
