"""Letters of texts that are no UTF-8: read as they were written, and never other ones in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from addin.importing.codepages import code_page
from addin.importing.files import read_export

if TYPE_CHECKING:
    from pathlib import Path

    from tests.refresh.trackers import Command

GERMAN = "Müller Köln Straße Süd Jörg Schäfer Österreich Übersee Größe Bäckerei"
FRENCH = "Société Crème Forêt Hôtel Première François Noël Hélène Château Lumière"
NORDIC = "Sørensen Jørgensen Kjær Åberg Malmö Håkansson Ærø Nygård Sjöberg Østergaard"
SPANISH = "Peña Muñoz García Núñez Logroño Málaga Jiménez Compañía León Cádiz"
PORTUGUESE = "São João Conceição Guimarães Simões Antônio Magalhães Gonçalves Patrícia Camões"
POLISH = "Łódź Świętokrzyskie Gdańsk Wrocław Częstochowa Żywiec Poznań Małgorzata Błażej Dąbrowski"
CZECH = "Dvořák Jiří Kovář Řezníček Čapek Plzeň Ostravě Matějíček Růžička Žižkov"
HUNGARIAN = "Győr Szűcs Erdős Kőbánya Hegedűs Fülöp Petőfi Székesfehérvár Szőke Dezső"
CROATIAN = "Kovačević Perić Đurić Županja Šibenik Marković Đakovo Čakovec Babić Jurić"
ROMANIAN = "Brăila Bogăţeanu Ţepeş Târgovişte Bucureşti Iaşi Constanţa Năstase Ştefan Gălăţeanu"
RUSSIAN = "Москва Ростов Газпром Иванов Петрова Казань Сбербанк Яндекс Новосибирск Екатеринбург"
JAPANESE = "東京 トヨタ 株式会社 日本電気 みずほ ソニー 三菱商事 大阪 ホンダ 富士通"


def written(words: list[str], page: str) -> bytes:
    rows = "".join(f"A{number},{word},5\r\n" for number, word in enumerate(words))
    return f"Account ID,Account,ARR\r\n{rows}".encode(page)


@pytest.mark.parametrize(
    ("names", "page"),
    [
        *((names, "mac_roman") for names in (GERMAN, FRENCH, NORDIC, SPANISH, PORTUGUESE)),
        *((names, "cp1250") for names in (POLISH, CZECH, HUNGARIAN, CROATIAN, ROMANIAN)),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "cp932"),
    ],
)
def test_ten_names_are_read_in_their_page_and_it_is_said(
    tmp_path: Path, names: str, page: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(written(names.split(), page))
    found = read_export(path, "Accounts")
    assert found.rows["Account"].tolist() == names.split()
    (note,) = found.reading.notes
    assert note.startswith(f"Read as {page} (")
    assert any(name in note for name in names.split())


@pytest.mark.parametrize("names", [GERMAN, FRENCH, NORDIC, SPANISH, PORTUGUESE])
def test_the_usual_letters_are_read_without_a_word(names: str) -> None:
    words = names.split()
    for some in (words, *(words[place : place + 2] for place in range(9))):
        found = code_page(written(some, "cp1252"))
        assert (found.name, found.note) == ("cp1252", ""), some


@pytest.mark.parametrize(
    ("names", "page"),
    [
        *((names, "mac_roman") for names in (GERMAN, FRENCH, NORDIC, SPANISH, PORTUGUESE)),
        *((names, "cp1250") for names in (POLISH, CZECH, HUNGARIAN, CROATIAN, ROMANIAN)),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "cp932"),
    ],
)
def test_two_rows_are_never_other_letters_in_silence(names: str, page: str) -> None:
    words = names.split()
    for some in (*(words[place : place + 2] for place in range(9)), *([w] for w in words)):
        content = written(some, page)
        found = code_page(content)
        assert content.decode(found.name, "replace") == content.decode(page) or found.note, some


@pytest.mark.parametrize(
    "cell", ["1200 €", "Köln – Süd", "Côte d’Azur", "“Acme” – 50°", "Acme® Söhne", "STRAßE"]
)
def test_signs_of_the_usual_page_stay(cell: str) -> None:
    found = code_page(written([cell], "cp1252"))
    assert (found.name, found.note) == ("cp1252", "")


@pytest.mark.parametrize(
    ("cell", "page"),
    [
        ("Łódź Żółć", "iso8859-2"),
        ("北京公司", "gb18030"),
        ("서울 전자", "euc-kr"),
        ("Αθήνα", "cp1253"),
    ],
)
def test_letters_of_other_pages_are_told_with_two_readings(cell: str, page: str) -> None:
    note = code_page(written([cell], page)).note
    assert note.startswith("Its letters are no UTF-8 and may be ")
    assert "save it as CSV UTF-8" in note


def test_short_polish_names_are_central_european() -> None:
    found = code_page(written(["Łódź Żółć"], "cp1250"))
    assert found.name == "cp1250"
    assert found.note.startswith("Read as cp1250 (Central European), for example ")


def test_check_tells_uncertain_letters(tmp_path: Path, run: Command) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(written(POLISH.split(), "cp1250"))
    out = run("check", path, "--as-of", "2026-11-16").out
    assert "LETTERS_UNCERTAIN (1)" in out
    assert "Read as cp1250 (Central European)" in " ".join(out.split())
