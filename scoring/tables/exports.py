"""What goes out of the tracker: which columns can, where they go, and what was sent."""

from __future__ import annotations

from scoring.tables.columns import Column, Table
from scoring.tables.shared import ACCOUNT_ID

EXPORTED_COLUMNS = (
    "Gate score",
    "Current score",
    "Status",
    "Red",
    "Open gate",
    "Next play",
    "Play due",
    "Covered until",
    "Days since touch",
    "Tier",
    "Account",
    "CS director",
    "CSM",
    "Owner this quarter",
    "Customer sponsor",
    "Internal executive",
    "Executive title",
    "As of",
)
"""What an export can send of an account, beside its id."""

EXPORT_PROFILES = (
    "salesforce",
    "hubspot",
    "gainsight",
    "totango_catalyst",
    "vitally",
    "planhat",
    "churnzero",
    "generic_csv",
    "generic_xlsx",
)

EXPORT_MAP = Table(
    "Export map",
    "input",
    "Which column goes into which field of the CRM. A row here wins over the profile's own choice.",
    (
        Column(
            "Profile",
            "choice",
            "The profile of the export; empty: every profile.",
            choices=tuple((name,) for name in EXPORT_PROFILES),
        ),
        Column(
            "Column",
            "choice",
            "What to send; Account ID stands for the field by which the CRM finds the account.",
            choices=tuple((name,) for name in ("Account ID", *EXPORTED_COLUMNS)),
        ),
        Column("Field", "label", "Name of the field in the CRM; empty: as the profile has it."),
        Column(
            "Send", "choice", "yes, or no to leave it out; empty: yes.", choices=(("yes",), ("no",))
        ),
    ),
)

EXPORT_LOG = Table(
    "Export log",
    "output",
    "What was last exported of each account; delete a row here, and the account is sent again.",
    (
        Column("Profile", "label", "The profile of the export.", source="S0-17"),
        ACCOUNT_ID,
        Column(
            "Status",
            "label",
            "The status that was sent; Removed: no longer in Accounts.",
            source="S0-17",
        ),
        Column("Fingerprint", "label", "Changes with any value that was sent.", source="S0-17"),
        Column("Sent", "text", "Local time of the export.", source="S0-17"),
    ),
)
