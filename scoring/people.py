"""Whether two cells name the same person, however each of them is written.

One comparison for accounts, touches, contacts and snapshots. What stands around a name does not
count: titles of honour and degrees, an address, a job title or firm behind it, middle initials,
order, capitals, accents and signs.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from scoring.cells.texts import UNSEEN, folded


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HONORIFICS = _words(
    """
    mr mrs ms miss mx dr drs prof professor sir dame rev
    herr herrn frau hr dipl ing dipling mag priv doz
    mme madame mlle mademoiselle monsieur messrs
    sra srta senor senora senorita licda
    dott dottore dottssa dottoressa sig sigra signor signora avv
    dhr mevr mevrouw
    mba msc bsc phd md mphil llm llb cpa cfa pmp esq ceng
    """
)
"""What stands before or behind a name and is none of it, wherever it stands."""
_ADDRESSED = _words("mr mrs ms dr prof herr frau mme monsieur")
"""Those that stand before a last name alone, too."""
_FIRST = _words("don dona doña sr lic ir fr the de heer")
"""The same at the beginning alone, where it can be no name."""
_GENERATIONS = {"jr": 1, "junior": 1, "sr": 0, "senior": 0, "ii": 1, "iii": 2, "iv": 3}
"""What tells a father from his son, behind the name."""
_SHORT_ROLES = _words("ceo cfo cto coo cio cmo cro ciso cpo cco chro cdo vp svp evp avp")
_ROLES = _SHORT_ROLES | _words(
    """
    president director directeur
    directrice direktor direktorin head manager officer chief lead leiter leiterin owner founder
    partner executive sponsor chairman chairwoman chair
    inc corp corporation ltd llc llp gmbh ag se sa sas sarl plc bv nv ab oy srl spa kg group holding
    company co
    """
)
"""Words of job titles and firms: a part of a cell that has one names nobody."""
_AROUND = _HONORIFICS | {*_GENERATIONS}
_NO_NAMES = _AROUND | _ROLES

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\{[^}]*\}|<[^>]*>")
_BRACKETS = re.compile(r"[()\[\]{}<>]")
_ADDRESS = re.compile(r"(?:mailto:)?[^\s,;<>()\[\]]+@[^\s,;<>()\[\]]+\.[^\s,;<>()\[\]]+")
_LOCAL_NAME = re.compile(r"([^\W\d_]{2,})[._-]([^\W\d_]{2,})(?:[._-]([^\W\d_]{2,}))?\d*@")
_SEVERAL = re.compile(r"[;/&+\n|]|\b(?:and|und|et)\b", re.IGNORECASE)
_BEHIND = re.compile(r"\s[-\u2010-\u2015]\s?|\s?[\u2012-\u2015]\s|[\u2013\u2014]|\s(?:@|at)\s|:\s")
_DEGREES = re.compile(
    r"\b(?:ph\.?\s?d|m\.\s?b\.\s?a|[bm]\.?\s?sc|sig\.ra|dott\.ssa)\b\.?", re.IGNORECASE
)
_UNSEEN = re.compile(f"[{UNSEEN}]")
_APOSTROPHES = re.compile("['\u2019\u02bc`\u00b4]")
_PLAIN = re.compile(r"[A-Za-z]{3,} [A-Za-z]{3,}").fullmatch
_LETTERS = str.maketrans(
    {"\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u00e6": "ae", "\u0153": "oe", "\u0131": "i"}
)
_UMLAUTS = str.maketrans({"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue"})
_UMLAUT = re.compile("[\u00e4\u00f6\u00fc]")
_LEAST_WORDS = 2
_REMEMBERED = 100_000


@lru_cache(maxsize=_REMEMBERED)
def people(text: str) -> frozenset[str]:
    """The people a cell names, each as sorted words; "Lee, Ann" and "Ann Lee" are the same.

    >>> people("Lee, Ann") == people("ann  lee") == people("Dr. Ann B. Lee <ann@firm.com> - CIO")
    True
    >>> sorted(people("Ann Lee; Bob Ray"))
    ['ann lee', 'bob ray']
    """
    if _PLAIN(text) and not _NO_NAMES & {*(words := text.lower().split())}:
        # Most names, at a fraction of the time.
        return frozenset((" ".join(sorted(words)),))
    parts = _parts(text)
    found = {name for part in parts for name in _readings(part)}
    # Where nothing but titles and firms is found, they are names: Anna Head.
    return frozenset(found or {name for part in parts for name in _name(part.casefold())})


def _parts(text: str) -> list[str]:
    """The parts of a cell that may name a person each, without what stands around them."""
    text = _UNSEEN.sub("", text)
    bare = _ADDRESS.sub(" ", _ASIDE.sub(" ", text))
    if not folded(bare):
        # Nothing stands outside of brackets, or there is an address alone.
        told = _LOCAL_NAME.search(text)
        bare = " ".join(filter(None, told.groups())) if told else _BRACKETS.sub(" ", text)
    return [part for part in _SEVERAL.split(bare) if folded(part)]


def _readings(part: str) -> set[str]:
    """Each way to read a part: a comma may turn a name round, part people, or begin a title."""
    given = [piece for piece in part.split(",") if folded(piece)]
    pieces = [piece for each in given if (piece := _before_role(each))]
    if len(given) > 1 and len(folded(" ".join(pieces)).split()) < _LEAST_WORDS:
        pieces = [piece.casefold() for piece in given]
    whole = _name(" ".join(pieces))
    if len(pieces) <= 1 or not whole:
        return whole
    turned = _name(" ".join(pieces[:2])) if len(pieces) > _LEAST_WORDS else set()
    named = {name for piece in pieces for name in _name(piece) if " " in name}
    return whole | turned | named


def _before_role(piece: str) -> str:
    """The words of a name in a piece, in small letters; "" where it is a title or a firm."""
    sides = [side for side in _BEHIND.split(_DEGREES.sub(" ", piece)) if folded(side)]
    for side in sides:
        words = _APOSTROPHES.sub("", side.casefold()).translate(_LETTERS)
        plain = folded(words).split()
        if len(plain) > _LEAST_WORDS and plain[0] in _SHORT_ROLES:
            words, plain = _without_first(words), plain[1:]
        if plain and not _ROLES & {*plain}:
            if plain[0] in _FIRST and len(plain) > _LEAST_WORDS:
                words, plain = _without_first(words), plain[1:]
            return words if {*plain} - _AROUND else ""
    return ""


def _without_first(words: str) -> str:
    return re.sub(r"^\W*\w+\W*", "", words, count=1)


def _name(words: str) -> set[str]:
    """A name as sorted words without titles of honour and initials; twice where it has umlauts."""
    spellings = {words, words.translate(_UMLAUTS)} if _UMLAUT.search(words) else {words}
    return {name for each in spellings if (name := _sorted(folded(each).split()))}


def _sorted(words: list[str]) -> str:
    if len(words) == _LEAST_WORDS and words[0] in _ADDRESSED:
        return words[1]
    for kept in (
        [word for word in words if word not in _AROUND],
        [word for word in words if word not in _AROUND and len(word) > 1],
    ):
        if sum(len(word) > 1 for word in kept) >= _LEAST_WORDS:
            words = kept
    return " ".join(sorted(words))


@lru_cache(maxsize=_REMEMBERED)
def _generation(text: str) -> int | None:
    """Which of several of one name it is; None where it does not say."""
    told = [word for word in folded(text).split()[1:] if word in _GENERATIONS]
    return _GENERATIONS[told[-1]] if told else None


def is_same(one: str, other: str) -> bool:
    """Whether two cells name a common person; a father and his son of one name are two.

    >>> is_same("Ruiz, Ana", "Ana M. Ruiz - CIO"), is_same("Ana Ruiz", "Ana Maria Gomez")
    (True, False)
    >>> is_same("Al Poe Jr.", "Al Poe"), is_same("Al Poe Jr.", "Al Poe Sr.")
    (True, False)
    """
    if one == other:
        return True
    if not people(one) & people(other):
        return False
    generation = _generation(one)
    return generation is None or _generation(other) in (None, generation)


def same_person(first: pd.Series, second: pd.Series) -> np.ndarray:
    """Row by row, whether two columns name a common person; a missing name fits any."""
    same = first.isna().to_numpy() | second.isna().to_numpy()
    names, others = first.to_numpy(dtype=object), second.to_numpy(dtype=object)
    same |= np.asarray(names == others, dtype=bool)
    open_rows = np.flatnonzero(~same)
    if len(open_rows):
        codes, distinct = pd.factorize(names[open_rows])
        other_codes, other_distinct = pd.factorize(others[open_rows])
        pairs, places = np.unique(
            codes.astype("int64") * len(other_distinct) + other_codes, return_inverse=True
        )
        held = (divmod(int(pair), len(other_distinct)) for pair in pairs)
        told = [is_same(distinct[one], other_distinct[other]) for one, other in held]
        same[open_rows] = np.array(told, dtype=bool)[places]
    return same


def another_person(first: pd.Series, second: pd.Series) -> np.ndarray:
    """Row by row, whether both columns name somebody, and nobody in common."""
    return ~same_person(first, second)


def nobody_else(first: pd.Series, second: pd.Series) -> np.ndarray:
    """Row by row, whether all whom a column names are named by another too; not where one is empty.

    >>> import pandas as pd
    >>> cell = pd.Series(["Lee, Ann", "Ann Lee & Bob Ray", "Bob Ray", None])
    >>> nobody_else(cell, pd.Series(["ann lee", "Ann Lee", "Bob Ray; Cy Coe", "Ann Lee"])).tolist()
    [True, False, True, False]
    """
    known = (first.notna() & second.notna()).to_numpy()
    codes, names = pd.factorize(first[known])
    other_codes, others = pd.factorize(second[known])
    pairs, places = np.unique(codes * (len(others) + 1) + other_codes, return_inverse=True)
    held = [divmod(pair, len(others) + 1) for pair in pairs]
    alone = [_all_in(names[name], people(others[other])) for name, other in held]
    found = np.zeros(len(first), dtype=bool)
    found[known] = np.array(alone, dtype=bool)[places]
    return found


def _all_in(cell: str, known: frozenset[str]) -> bool:
    parts = [named for part in _parts(cell) if (named := people(part))]
    return bool(parts) and all(named & known for named in parts)


def person_key(text: str) -> str:
    """What a cell of names is found by again, however it is written.

    >>> person_key("Ruiz, Ana") == person_key("Ana Ruiz")
    True
    """
    generation = _generation(text)
    return "; ".join(sorted(people(text))) + ("" if generation is None else f" {generation}")
