"""Columns and choices that several tables have."""

from __future__ import annotations

from dataclasses import replace

from scoring.tables.columns import Column
from scoring.tables.page import Look

ACCOUNT_ID = Column(
    "Account ID",
    "id",
    "The account's id in the CRM; it ties every table and every note to the account.",
    (
        "account id 18",
        "account id 18 char",
        "account id 18 digit",
        "18 digit account id",
        "account casesafe id",
        "account casesafe id 18",
        "acc casesafe id 18",
        "case safe id",
        "casesafe id",
        "18 digit id",
        "accountid",
        "account number",
        "company id",
        "customer id",
    ),
    required=True,
)
OWN_ID = replace(ACCOUNT_ID, aliases=(*ACCOUNT_ID.aliases, "id", "record id"))
"""The same among accounts: beside a touch or a person, id alone is theirs."""
ACCOUNT = Column(
    "Account",
    "label",
    "The account's name.",
    ("account name", "name", "company", "company name", "customer", "customer name"),
    look=Look(width=26),
)
DIRECTOR = Column(
    "CS director",
    "label",
    "The director of customer success who answers for the account's coverage.",
    ("director", "customer success director", "cs lead", "cs leader", "csm manager", "head of cs"),
)
TIER = Column(
    "Tier",
    "tier",
    "1 to 4; where it is empty, ARR decides.",
    ("account tier", "customer tier", "tier level"),
)
ARR = Column(
    "ARR",
    "money",
    "Annual recurring revenue, in one currency.",
    (
        "arr usd",
        "annual recurring revenue",
        "current arr",
        "total arr",
        "annual revenue recurring",
        "arr eur",
        "arr gbp",
    ),
)

SPONSOR_STATUS = (
    ("Active", "current", "engaged", "in place", "confirmed", "ok"),
    (
        "At risk",
        "suspected",
        "suspected departure",
        "departure suspected",
        "leaving",
        "unresponsive",
    ),
    (
        "Departed",
        "left",
        "gone",
        "inactive",
        "former",
        "no longer with company",
        "no longer at company",
        "left company",
        "resigned",
        "retired",
    ),
    ("Declined", "opted out", "does not want a sponsor"),
)
"""What a person on the customer's side may be, each with its other spellings."""
