"""The inputs of the stakeholders' area."""

from __future__ import annotations

from scoring.tables.columns import Column, Import, Table
from scoring.tables.shared import ACCOUNT_ID, SPONSOR_STATUS

CONTACTS = Table(
    "Contacts",
    "input",
    "One row per person on the customer's side, as the CRM has it. Optional; no score uses it yet.",
    (
        ACCOUNT_ID,
        Column(
            "Contact ID",
            "id",
            "The person's id in the CRM.",
            ("contact id 18", "contactid", "person id", "user id"),
        ),
        Column(
            "Contact",
            "name",
            "The person's full name.",
            ("contact name", "full name", "name", "person", "person name"),
            required=True,
        ),
        Column("Title", "title", "The person's job title.", ("job title", "position", "role")),
        Column(
            "Persona",
            "label",
            "Power user, team manager, function VP, CEO or COO, or your own word.",
            ("buying role", "contact type", "stakeholder type", "persona level"),
        ),
        Column(
            "Level",
            "label",
            "Seniority as the CRM has it.",
            ("seniority", "management level", "title level"),
        ),
        Column("E-mail", "text", "The person's address.", ("email", "email address", "mail")),
        Column(
            "Status",
            "choice",
            "Active, At risk, Departed or Declined.",
            ("contact status", "contact state"),
            choices=SPONSOR_STATUS,
        ),
        Column(
            "Last contact date",
            "date",
            "Day of the last exchange with the person.",
            ("last activity date", "last contacted", "last activity"),
            past=True,
        ),
    ),
    imports=Import(
        "Export of contacts, for a tracker with a table Contacts.",
        named_by="Contact",
        button="Read people on the customer's side from a CRM export into Contacts. People that "
        "are there already are brought up to date.",
        keytip="IC",
        either=("Contact ID", "Contact"),
    ),
    cleaner="scoring.stakeholders.cleaning:clean_contacts",
)
