"""Code page of a text that is no UTF-8, told by which reading of its words looks like words."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

USUAL = "cp1252"

_CHUNK = re.compile(rb"[\x40-\xff]*[\x80-\xff][\x40-\xff]*")
"""The bytes of a word: also the second ones of Shift-JIS, which may be plain letters."""
_BETWEEN = re.compile(r"[@\[-`{-\x7f]+")
_LOOKED_AT = 1 << 16
_WORDS = 400
_USUAL_AHEAD = 0.4
"""What the usual page has in its favour, in words that fit: most exports are written in it."""
_CLEAR = 0.75
"""Words by which one page must fit better than another that reads other letters."""
_FITS, _UNFIT, _BROKEN = 1.0, -1.5, -2.0
_ODD_LETTER = -0.5
_LIKELY = 0.5
_CROWDED = 0.6
_SHORT_UNIT = 2
_LEAST = 3
_CROWD = 5
_USUAL_SIGNS = "€£°§©®™–—…•·“”„\u2018’«»"
_VOWELS = "aeiouyæøœ"
_CONSONANTS = 4
_JAPANESE = re.compile("[\u3005\u3040-\u30ff\u4e00-\u9fff\uff01-\uff60]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]+")
_COMMON_KANJI = 0x99
"""Lead bytes from here on are of rare signs."""


@dataclass(frozen=True)
class CodePage:
    """How a text is read.

    Attributes:
        name: of the codec.
        note: what to say of it; "" where the usual page fits, or all pages read the same.
    """

    name: str
    note: str = ""


@dataclass(frozen=True)
class _Page:
    name: str
    region: str
    script: str


class _Known(NamedTuple):
    pages: tuple[_Page, ...]
    languages: Mapping[str, Any]
    never: Mapping[str, re.Pattern[str]]
    likely: Mapping[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def _known() -> _Known:
    raw = tomllib.loads((files(__package__) / "letters.toml").read_text(encoding="utf-8"))
    pages = tuple(_Page(page["name"], page["region"], page["languages"]) for page in raw["page"])
    never, likely = (
        {script: re.compile(pattern) for script, pattern in raw[name].items()}
        for name in ("never", "likely")
    )
    return _Known(pages, *map(MappingProxyType, (raw["languages"], never, likely)))


def code_page(content: bytes) -> CodePage:
    """The page in which the words of a text look most like words.

    Where another page than the usual one is taken, or two fit nearly alike, the note says so with
    a word of the text, for no reading of such bytes is certain.
    """
    found = islice(_CHUNK.finditer(content), _LOOKED_AT)
    chunks = list(dict.fromkeys(chunk[0] for chunk in found))[:_WORDS]
    pages = _known().pages
    scores = {page: sum(_score(chunk, page) for chunk in chunks) for page in pages}
    scores[pages[0]] += _USUAL_AHEAD
    best, *others = sorted(pages, key=lambda page: -scores[page])
    differing = {page: word for page in others if (word := _differing(chunks, best, page))}
    usual = next((page for page in differing if page.name == USUAL), None)
    if not differing:
        return CodePage(USUAL)
    second = next(iter(differing))
    if scores[best] < 0 or scores[best] - scores[second] < _CLEAR:
        return CodePage(best.name, _doubt(best, second, differing[second]))
    if best.name == USUAL or usual is None:
        # Whichever of them is taken, the letters are the same.
        return CodePage(USUAL)
    note = (
        f"Read as {best.name} ({best.region}), for example {_read(differing[usual], best)}; save "
        "it as CSV UTF-8 if the letters look wrong."
    )
    return CodePage(best.name, note)


def _doubt(best: _Page, second: _Page, chunk: bytes) -> str:
    return (
        f"Its letters are no UTF-8 and may be {_read(chunk, best)} ({best.name}, {best.region}; "
        f"read so) or {_read(chunk, second)} ({second.name}, {second.region}): save it as CSV "
        "UTF-8 if they look wrong."
    )


def _read(chunk: bytes, page: _Page) -> str:
    text = chunk.decode(page.name, "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)[:40]


def _differing(chunks: list[bytes], one: _Page, other: _Page) -> bytes:
    """The longest word that two pages read differently; nothing if there is none."""
    found = [chunk for chunk in chunks if _read(chunk, one) != _read(chunk, other)]
    return max(found, key=lambda chunk: min(len(chunk), 20), default=b"")


def _score(chunk: bytes, page: _Page) -> float:
    """From -2 (no text) over 0 (nothing told) to 1 (a word of a language of the page)."""
    try:
        text = chunk.decode(page.name)
    except UnicodeDecodeError:
        return _BROKEN
    if any(unicodedata.category(letter) in ("Cc", "Co", "Cn") for letter in text):
        return _BROKEN
    if page.script == "japanese":
        return _japanese(text)
    words = [word for word in _BETWEEN.split(text) if not word.isascii()]
    if page.name == USUAL and all(map(_is_sign, words)):
        return _LIKELY
    score = _cyrillic if page.script == "cyrillic" else _latin
    return sum(score(word, page.script) for word in words) / max(len(words), 1)


def _is_sign(word: str) -> bool:
    """Whether a word is a sign alone, as a currency is beside an amount, or usual ones."""
    high = [sign for sign in word if not sign.isascii()]
    wordless = not any(map(str.isalpha, word))
    return wordless and (len(high) == 1 or all(sign in _USUAL_SIGNS for sign in high))


def _japanese(text: str) -> float:
    if _HALF_WIDTH.search(text):
        return _FITS / 2 if _HALF_WIDTH.fullmatch(text) and len(text) >= _LEAST else _UNFIT
    signs = _JAPANESE.findall(text)
    latin = sum(letter.isascii() and letter.isalpha() for letter in text)
    if latin * 2 > len(signs):
        return _UNFIT
    rare = sum(sign.encode("cp932", "replace")[0] >= _COMMON_KANJI for sign in signs)
    return (len(signs) - 2 * rare) / max(len(text) - latin, 1)


def _cyrillic(word: str, script: str) -> float:
    letters = [letter for letter in word.lower() if letter.isalpha()]
    if len(letters) <= 1:
        return 0.0
    cased = word.islower() or word.isupper() or word.istitle()
    languages = _known().languages[script]
    known = any(all(letter in language["letters"] for letter in letters) for language in languages)
    return (_FITS if cased and known else _UNFIT) + _signs(word)


def _latin(word: str, script: str) -> float:
    """How far a word is one of the best fitting language of a script."""
    known = _known()
    high = [letter for letter in word if letter.isalpha() and not letter.isascii()]
    score = _signs(word)
    if not high:
        return score
    letters = [letter for letter in word if letter.isalpha()]
    if len(letters) >= _CROWD and len(high) > _CROWDED * len(letters):
        score += _UNFIT
    if len(letters) == 1:
        return min(score, 0.0)
    small = word.lower()
    if known.never[script].search(small):
        score += _UNFIT
    elif known.likely[script].search(small):
        score += _LIKELY
    return (
        score
        + _case(word)
        + _crowd(small)
        + max(
            sum(_FITS if letter.lower() in language["letters"] else _UNFIT for letter in high)
            / len(high)
            + _ODD_LETTER * sum(small.count(letter) for letter in language["odd"])
            for language in known.languages[script]
        )
    )


def _signs(word: str) -> float:
    """What signs inside of a word, or stuck to it, speak against it."""
    score = 0.0
    for place, sign in enumerate(word):
        if sign.isascii() or sign.isalpha() or sign in "’®™©·":
            continue
        before = word[:place]
        behind = word[place + 1 : place + 2].isalpha()
        symbol = unicodedata.category(sign)[0] in "SN"
        inside = behind and before[-1:].isalpha()
        if inside or (symbol and (behind or (len(before) > _SHORT_UNIT and before.isalpha()))):
            score += _UNFIT
    return score


def _case(word: str) -> float:
    """A capital behind a small letter, or a small one between capitals, one of them no ASCII."""
    score = 0.0
    for one, other in pairwise(word):
        if one.islower() and other.isupper() and not (one + other).isascii() and one != "ß":
            score += _UNFIT
    return score


def _crowd(small: str) -> float:
    """Whether a letter beyond ASCII stands among consonants alone."""
    plain = "".join(unicodedata.normalize("NFD", letter)[0] for letter in small)
    runs = re.finditer(rf"[^\W\d_{_VOWELS}]+", plain)
    return _UNFIT * any(
        len(run[0]) >= _CONSONANTS and not small[run.start() : run.end()].isascii() for run in runs
    )
