"""One comparison of people, however a CRM, a calendar or a person writes them."""

import pandas as pd
import pytest

from scoring.people import is_same, nobody_else, people, person_key, same_person

SPELLINGS = """
Dr. Ana Ruiz|Ana Ruiz <ana@firm.example>|Ana Ruiz - CIO|Ruiz, Ana|RUIZ, Ana|Ruiz Ana|Ana R\u00faiz|Ana M. Ruiz
Ms. Ana Ruiz|Prof. Dr. Ana Ruiz|Frau Ana Ruiz|Mme Ana Ruiz|Sra. Ana Ruiz|Sr. Ana Ruiz|Do\u00f1a Ana Ruiz
Ana Ruiz (ana@firm.example)|Ana Ruiz [Firm Inc]|Ana Ruiz (Firm Inc)|Ana Ruiz, CIO|Ana Ruiz, PhD|Ana Ruiz, MBA
Ana Ruiz Ph.D.|Ruiz, Ana (CIO)|Ruiz, Dr. Ana|Ruiz, Ana M.|Ana Ruiz \u2013 VP Sales|Ana Ruiz \u2014 Firm
Ana Ruiz - ana@firm.example|ana.ruiz@firm.example|Ana Ruiz; Bob Ray|Ana Ruiz and Bob Ray|Ana Ruiz, Bob Ray
Ana Ruiz / CIO|Ana Ruiz @ Firm|Ana Ruiz at Firm|Ana Ruiz, VP Sales|CIO Ana Ruiz|CIO - Ana Ruiz|CIO: Ana Ruiz
Ruiz, Ana, CIO|(Ana Ruiz)|Ana Ruiz Jr.|Ana Ruiz III|Dipl.-Ing. Ana Ruiz|Dott.ssa Ana Ruiz|Ana Ruiz (she/her)
Ana Ruiz, M.B.A.|Ana Ruiz,|<Ana Ruiz>|Ana Ruiz*
"""


@pytest.mark.parametrize("text", SPELLINGS.replace("\n", "|").strip("|").split("|"))
def test_a_person_is_the_same_in_every_spelling(text):
    assert is_same("Ana Ruiz", text)
    assert is_same(text, "Ana Ruiz")


@pytest.mark.parametrize(
    "text",
    ["Ana Maria Gomez", "Ana Gomez", "Bob Ruiz", "Ana", "Ruiz", "Bob Ruiz Jr.", "Firm Corp", "CIO", "Dr. Bob Ruiz",
     "Bob Ray - Ana", "bob.ruiz@firm.example", "(CIO)"],
)  # fmt: skip
def test_another_person_stays_another(text):
    assert not is_same("Ana Ruiz", text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana Ruiz, VP Sales", "Ben Lu, VP Sales", False),
        ("Ana Ruiz - Acme Corp", "Ben Lu - Acme Corp", False),
        ("Ana Ruiz | Acme Corp", "Ben Lu | Acme Corp", False),
        ("M\u00fcller, J\u00f6rg", "Joerg Mueller", True),
        ("S\u00f8ren Kj\u00e6r", "Soren Kjaer", True),
        ("Pat O'Brien", "Pat O\u2019Brien", True),
        ("Don Draper", "Draper, Don", True),
        ("Don Carlos Ruiz", "Carlos Ruiz", True),
        ("J. R. Smith", "J R Smith", True),
        ("M. Jean Dupont", "Jean Dupont", True),
        ("Dr. House", "House", True),
        ("Dr. House", "Dr. Who", False),
        ("Head, Anna", "Anna Head", True),
        ("Anna Head", "Bert Head", False),
        ("Maria S\u00e1", "S\u00e1, Maria", True),
        ("CEO", "CEO (acting)", True),
        ("John Poe Sr.", "John Poe Jr.", False),
        ("John Poe II", "John Poe", True),
        ("\u738b\u4f1f", "\u738b\u4f1f ", True),
        ("\U0001f600", "\U0001f600", True),
        ("\U0001f600", "\U0001f601", False),
    ],
)
def test_names_that_look_alike_and_others_that_do_not(one, other, same):
    assert is_same(one, other) is same


def test_a_missing_name_fits_any_and_pairs_are_looked_at_once():
    ones = pd.Series(["Ruiz, Ana", "Ruiz, Ana", None, "Bo Li"])
    others = pd.Series(["Ana Ruiz", "Ana Gomez", "Ana Ruiz", None])
    assert same_person(ones, others).tolist() == [True, False, True, True]
    assert same_person(ones.iloc[:0], others.iloc[:0]).tolist() == []


def test_a_cell_is_found_again_by_its_people():
    assert person_key("Ruiz, Dr. Ana") == person_key("ana ruiz")
    assert person_key("John Poe Jr.") != person_key("John Poe")
    assert people("Ann Lee & Bob Ray") == {"ann lee", "bob ray"}


def test_all_of_a_cell_are_looked_for_without_their_titles():
    cells = pd.Series(["Dr. Ann Lee - CIO", "Ann Lee; Bob Ray", "."])
    assert nobody_else(cells, pd.Series(["Lee, Ann"] * 3)).tolist() == [True, False, False]
