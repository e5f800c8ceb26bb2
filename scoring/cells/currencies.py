"""Currencies as amounts name them: by code, by sign, or by what stands before or behind digits."""

from __future__ import annotations

import re

_CODES = """
aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd btn bwp byn bzd
cad cdf chf clp cny cop crc cup cve czk djf dkk dop dzd egp ern etb eur fjd fkp gbp gel ghs gip gmd
gnf gtq gyd hkd hnl htg huf idr ils inr iqd irr isk jmd jod jpy kes kgs khr kmf kpw krw kwd kyd kzt
lak lbp lkr lrd lsl lyd mad mdl mga mkd mmk mnt mop mru mur mvr mwk mxn myr mzn nad ngn nio nok npr
nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sdg sek sgd shp sle sos srd ssp
stn svc syp szl thb tjs tmt tnd top try ttd twd tzs uah ugx usd uyu uzs ves vnd vuv wst xaf xcd xof
xpf yer zar zmw zwl cnh rmb
"""
"""Codes of ISO 4217 in use, and two that people write for the yuan."""

_SIGNS = {
    "nz$": "NZD", "hk$": "HKD", "us$": "USD", "au$": "AUD", "ca$": "CAD", "mx$": "MXN",
    "nt$": "TWD", "a$": "AUD", "c$": "CAD", "s$": "SGD", "r$": "BRL", "$": "USD", "€": "EUR",
    "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₫": "VND",
    "₱": "PHP", "฿": "THB", "₴": "UAH", "₦": "NGN", "zł": "PLN", "kč": "CZK", "rs.": "INR",
    "rs": "INR", "sfr.": "CHF", "sfr": "CHF", "fr.": "CHF", "kr.": "SEK", "kr": "SEK", "ft": "HUF",
    "rm": "MYR", "r": "ZAR",
}  # fmt: skip
"""What stands for a currency beside the digits of an amount, small, the longest first."""

_LETTER = r"[^\W\d_]"
_SPELLED = "|".join(_CODES.split())
_MARKS = "|".join(
    (rf"(?<!{_LETTER})" if sign[0].isalpha() else "")
    + re.escape(sign)
    + (rf"(?!{_LETTER})" if sign[-1].isalpha() else "")
    for sign in _SIGNS
)
CURRENCY = re.compile(
    rf"(?<!{_LETTER})(?:{_SPELLED})(?!{_LETTER})|{_MARKS}|(?<!{_LETTER})us(?!{_LETTER})"
)
"""Where a text in small letters names a currency."""

_CODE = re.compile(rf"(?<!{_LETTER})(?:{_SPELLED})(?!{_LETTER})")
_SIGN = re.compile(_MARKS)


def codes_in(text: str) -> set[str]:
    """The codes that stand in an amount; else those that its signs are the usual ones of.

    >>> sorted(codes_in("NZD 300,000")), sorted(codes_in("HK$5")), sorted(codes_in("8"))
    (['NZD'], ['HKD'], [])
    """
    plain = text.casefold()
    spelled = {code.upper() for code in _CODE.findall(plain)}
    return spelled or {_SIGNS[sign] for sign in _SIGN.findall(plain)}
