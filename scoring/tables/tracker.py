"""The tables of the tracker itself: settings, maps, issues, and the logs of runs and exports."""

from __future__ import annotations

from scoring.tables.columns import Column, Table
from scoring.tables.page import Look, Page
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
            look=Look(width=18),
        ),
        Column(
            "Column",
            "choice",
            "What to send; Account ID stands for the field by which the CRM finds the account.",
            choices=tuple((name,) for name in ("Account ID", *EXPORTED_COLUMNS)),
            look=Look(width=26),
        ),
        Column(
            "Field",
            "label",
            "Name of the field in the CRM; empty: as the profile has it.",
            look=Look(width=34),
        ),
        Column(
            "Send",
            "choice",
            "yes, or no to leave it out; empty: yes.",
            choices=(("yes",), ("no",)),
            look=Look(width=10),
        ),
    ),
    page=Page(group="Set", place=2),
)

EXPORT_LOG = Table(
    "Export log",
    "output",
    "What was last exported of each account; delete a row here, and the account is sent again.",
    (
        Column(
            "Profile", "label", "The profile of the export.", source="S0-17", look=Look(width=14)
        ),
        ACCOUNT_ID,
        Column(
            "Status",
            "label",
            "The status that was sent; Removed: no longer in Accounts.",
            source="S0-17",
            look=Look(width=14),
        ),
        Column(
            "Fingerprint",
            "label",
            "Changes with any value that was sent.",
            source="S0-17",
            look=Look(width=22),
        ),
        Column("Sent", "text", "Local time of the export.", source="S0-17", look=Look(width=20)),
    ),
    page=Page(group="Log", place=5, made_by="Kept by exports"),
)

IMPORT_MAP = Table(
    "Import map",
    "input",
    "What each header of your exports is read as. Change Column; a blank one leaves it out.",
    (
        Column("Table", "label", "Accounts, Touches or Contacts."),
        Column(
            "Header in the file", "label", "The header as the export has it.", look=Look(width=34)
        ),
        Column(
            "Column",
            "label",
            "The column of the table that it fills; blank: not read.",
            look=Look(width=26),
        ),
        Column(
            "Profile",
            "label",
            "Only for files of this profile; blank: for every file.",
            look=Look(width=18),
        ),
        Column(
            "How",
            "label",
            "said: by you; else how the header was matched when its layout first came.",
            look=Look(width=20),
        ),
        Column(
            "Layout",
            "label",
            "The set of headers that it stood among; a row that was not said holds for it alone.",
            look=Look(width=14),
        ),
        Column("Decided", "date", "Day of the import that wrote the row."),
    ),
    page=Page(group="Set", place=1),
)

VALUE_MAP = Table(
    "Value map",
    "input",
    "What words in your exports mean, where you said so; a blank Meaning reads them as empty.",
    (
        Column("Table", "label", "Accounts, Touches or Contacts."),
        Column("Column", "label", "The column of the table.", look=Look(width=20)),
        Column("Word in the file", "label", "The cell as the export has it.", look=Look(width=34)),
        Column(
            "Meaning",
            "label",
            "What the column takes, such as Video or 1; blank: nothing.",
            look=Look(width=20),
        ),
        Column("Decided", "date", "Day of the import that wrote the row."),
    ),
    page=Page(group="Set", place=1),
)

SETTINGS = Table(
    "Settings",
    "input",
    "One row per parameter. Change Value; an empty one means the default.",
    (
        Column("Parameter", "label", "Name of the parameter.", look=Look(width=28)),
        Column(
            "From",
            "date",
            "Day from which the value holds; empty: from the beginning. To change it on a day, add "
            "a row with the same Parameter, that day and the new Value.",
        ),
        Column(
            "Value", "text", "The value in use; change it here.", user=True, look=Look(width=20)
        ),
        Column(
            "Default",
            "text",
            "The value that the product brings.",
            look=Look(width=56, one_line=True),
        ),
        Column("Unit", "label", "What the value counts.", look=Look(width=14)),
        Column("What it does", "text", "The parameter in one sentence.", look=Look(width=94)),
        Column("Source", "label", "Row of the requirements it comes from.", look=Look(width=20)),
        Column(
            "Verified", "label", "Unverified: a claim that nobody could check.", look=Look(width=12)
        ),
    ),
    key="Parameter",
    remembers=True,
    page=Page(group="Set", place=3, frozen_columns=1, keeps_rows=True),
)

ISSUES = Table(
    "Issues",
    "output",
    "What is wrong with the data, and how to mend it.",
    (
        Column("Sheet", "label", "Table with the problem.", source="G14", look=Look(width=12)),
        Column(
            "Row",
            "link",
            "Row of the sheet, click to go there; empty: the whole column.",
            source="G14",
        ),
        ACCOUNT_ID,
        Column("Column", "label", "Column with the problem.", source="G14"),
        Column("Value", "text", "What stands there.", source="G14", look=Look(width=20)),
        Column("Code", "label", "Stable name of the problem.", source="G14", look=Look(width=24)),
        Column("Problem", "text", "What is wrong.", source="G14", look=Look(width=72)),
        Column("Fix", "text", "How to mend it.", source="G14", look=Look(width=58)),
    ),
    key="Account ID",
    page=Page(group="Check", place=1, finds=True),
)

RUN_LOG = Table(
    "Run log",
    "output",
    "Each refresh: who, when, with which settings, and where every row went.",
    (
        Column("When", "text", "Local time of the run.", source="S0-13, G14", look=Look(width=20)),
        Column("Who", "label", "User who ran it.", source="S0-13, G14"),
        Column(
            "Version", "label", "Version of the product.", source="S0-13, G14", look=Look(width=10)
        ),
        Column("As of", "date", "As-of date of the scores.", source="S0-13, G14"),
        Column("Settings hash", "label", "Changes with any setting.", source="S0-13, G14"),
        Column(
            "Rows in", "count", "Scored + waived + out of scope + rejected.", source="S0-13, G14"
        ),
        Column("Scored", "count", "Accounts scored.", source="S0-13, G14"),
        Column("Waived", "count", "Accounts waived.", source="S0-13, G14"),
        Column("Out of scope", "count", "Tier 3 and 4, and new customers.", source="S0-13, G14"),
        Column("Rejected", "count", "Data issues and repeated rows.", source="S0-13, G14"),
        Column("Issues", "count", "Rows of the Issues sheet.", source="S0-13, G14"),
        Column("Red", "count", "Accounts on the red list.", source="S0-27"),
        Column("Escalations", "count", "Red accounts that go to an executive.", source="S0-29"),
        Column("Tier 1 rate", "rate", "Coverage rate of Tier 1.", source="S0-01"),
        Column("Tier 2 rate", "rate", "Coverage rate of Tier 2.", source="S0-01"),
    ),
    remembers=True,
    page=Page(group="Log", place=3),
)

KEPT_BY_REFRESH = (SETTINGS, IMPORT_MAP, VALUE_MAP, ISSUES, RUN_LOG)
"""The tracker's own tables that a refresh reads or writes."""

KEPT_BY_EXPORTS = (EXPORT_MAP, EXPORT_LOG)
"""Those that only an export to a CRM reads or writes."""
