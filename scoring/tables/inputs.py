"""The inputs: the user's own tables."""

from __future__ import annotations

from scoring.tables.choices import PROFILES, SPONSOR_STATUS, TOUCH_TYPES
from scoring.tables.columns import Column, Table
from scoring.tables.shared import ACCOUNT, ACCOUNT_ID, ARR, DIRECTOR, TIER

ACCOUNTS = Table(
    "Accounts",
    "input",
    "One row an account, as the CRM has it. Only Account ID, Account and ARR (or Tier) are needed.",
    (
        ACCOUNT_ID,
        ACCOUNT,
        Column(ARR.header, "money", ARR.help, ARR.aliases, decides=True),
        Column(TIER.header, "tier", TIER.help, TIER.aliases, decides=True),
        Column(
            "Segment",
            "label",
            "Customer segment, for the scorecard.",
            ("customer segment", "market segment"),
        ),
        Column("Industry", "label", "Industry of the account.", ("sector", "vertical")),
        Column(
            "Region",
            "label",
            "Sales region, for the scorecard.",
            ("territory", "geo", "billing country", "country", "market"),
        ),
        DIRECTOR,
        Column(
            "CSM",
            "name",
            "Customer success manager of the account.",
            ("customer success manager", "csm name", "cs manager", "account manager"),
        ),
        Column(
            "AE",
            "name",
            "Account executive.",
            ("account executive", "account owner", "owner", "sales rep"),
        ),
        Column(
            "Owner this quarter",
            "name",
            "The one person who owns the sponsor relationship this quarter.",
            ("quarter owner", "relationship owner", "sponsor owner"),
        ),
        Column(
            "Go-live date",
            "date",
            "First day in use; a new customer counts nowhere in its first days (grace.days).",
            (
                "go live",
                "golive",
                "live date",
                "customer since",
                "start date",
                "onboarded",
                "launch date",
            ),
            decides=True,
        ),
        Column(
            "Renewal date",
            "date",
            "Next renewal.",
            ("renewal", "contract end", "contract end date", "next renewal"),
        ),
        Column(
            "Health score",
            "number",
            "Health from 0 to 10.",
            ("health", "customer health", "csm health"),
        ),
        Column(
            "Customer sponsor",
            "name",
            "The executive on the customer's side who sponsors us (gate 1).",
            (
                "executive sponsor customer",
                "customer executive sponsor",
                "sponsor",
                "sponsor name",
                "client sponsor",
                "exec sponsor customer side",
                "economic buyer",
            ),
            decides=True,
            absent="no account passes gate 1",
        ),
        Column(
            "Sponsor title",
            "title",
            "The sponsor's job title.",
            ("customer sponsor title", "title of sponsor"),
        ),
        Column(
            "Sponsor status",
            "choice",
            "Active, At risk, Departed or Declined; a departed sponsor fails every gate.",
            ("customer sponsor status", "status of sponsor"),
            decides=True,
            choices=SPONSOR_STATUS,
        ),
        Column(
            "Sponsor since",
            "date",
            "Since when this sponsor stands; earlier intros and touches are another pair's. A "
            "refresh notes a change by itself.",
            ("sponsor start", "sponsor changed"),
            decides=True,
            past=True,
        ),
        Column(
            "Internal executive",
            "name",
            "Our executive who is mapped to the sponsor (gate 2).",
            (
                "executive sponsor",
                "exec sponsor",
                "internal exec",
                "our executive",
                "executive",
                "internal sponsor",
                "executive sponsor internal",
                "mapped executive",
            ),
            decides=True,
            absent="no account passes gate 2",
        ),
        Column(
            "Executive title",
            "title",
            "Our executive's title; below VP does not pass gate 2.",
            ("internal executive title", "exec title", "executive sponsor title"),
        ),
        Column(
            "Executive since",
            "date",
            "Since when this executive is mapped; earlier intros and touches are another pair's.",
            ("executive start", "executive changed"),
            decides=True,
            past=True,
        ),
        Column(
            "Outgoing executive",
            "name",
            "The predecessor who still shares the account during a handover.",
            ("previous executive", "handover from"),
        ),
        Column(
            "Two-way intro date",
            "intro",
            "Day on which sponsor and executive met, both ways (gate 3); yes and no are read too.",
            (
                "intro date",
                "introduction date",
                "two way intro",
                "intro",
                "intro done",
                "executive intro date",
            ),
            decides=True,
            past=True,
            absent="no account passes gate 3",
        ),
        Column(
            "Last touch date",
            "date",
            "Day of the last live touch with the sponsor (gate 4); rows of Touches win over it.",
            (
                "last touch",
                "last sponsor touch",
                "last executive touch",
                "last meeting date",
            ),
            decides=True,
            past=True,
            absent="no account without rows in Touches passes gate 4",
        ),
        Column(
            "Last touch type",
            "choice",
            "What that touch was; only live two-way touches count.",
            ("touch type", "last activity type", "last meeting type"),
            choices=TOUCH_TYPES,
        ),
        Column(
            "Business outcome",
            "outcome",
            "The business outcome that the customer agreed to (gate 5).",
            (
                "outcome",
                "documented outcome",
                "business outcome documented",
                "success plan",
                "value statement",
            ),
            decides=True,
            absent="no account passes gate 5",
        ),
        Column(
            "Outcome date",
            "date",
            "Day on which the outcome was documented; it expires (outcome.expires_days).",
            ("outcome documented", "outcome documented date", "success plan date"),
            decides=True,
            past=True,
        ),
        Column(
            "Profile",
            "choice",
            "Standard, or Single buyer where one person buys and sponsors.",
            ("sponsor profile", "buyer profile"),
            decides=True,
            choices=PROFILES,
        ),
        Column("Waiver reason", "text", "Why the account is left out of coverage.", ("waiver",)),
        Column(
            "Waiver approver",
            "name",
            "Who approved the waiver.",
            ("waiver approved by", "approved by"),
        ),
        Column(
            "Waiver expires",
            "date",
            "Last day of the waiver; how far ahead it may lie, waiver.max_days says.",
            ("waiver expiry", "waiver until", "waiver end"),
        ),
        Column(
            "ACV",
            "money",
            "Annual contract value; decides the tier where Settings says so or ARR is missing.",
            ("annual contract value", "acv usd"),
        ),
        Column(
            "Not in import since",
            "date",
            "Day of the first import that no longer named the account; an import fills and clears "
            "it.",
        ),
    ),
    key="Account ID",
)

TOUCHES = Table(
    "Touches",
    "input",
    "One row a touch, as the CRM's activities have it. Optional; wins over Last touch date.",
    (
        ACCOUNT_ID,
        Column(
            "Touch date",
            "date",
            "Day of the touch.",
            (
                "date",
                "activity date",
                "due date",
                "completed date",
                "start",
                "start date",
                "meeting date",
            ),
            required=True,
            past=True,
        ),
        Column(
            "Type",
            "choice",
            "What it was; only live two-way touches count.",
            (
                "activity type",
                "touch type",
                "task subtype",
                "event type",
                "meeting type",
                "channel",
            ),
            choices=TOUCH_TYPES,
        ),
        Column(
            "Customer contact",
            "name",
            "Whom we met; empty counts for the sponsor.",
            ("contact", "contact name", "attendee", "who", "customer attendee"),
        ),
        Column(
            "Internal person",
            "name",
            "Who met them; empty counts for the executive.",
            ("internal attendee", "host", "executive", "our attendee"),
        ),
        Column(
            "Minutes", "number", "Length in minutes.", ("duration", "duration minutes", "length")
        ),
        Column(
            "Topics", "text", "What it was about.", ("subject", "topic", "description", "comments")
        ),
        Column("Actions", "text", "What was agreed.", ("action items", "next steps")),
        Column("Action due", "date", "When that is due.", ("actions due", "next step due")),
    ),
)

CONTACTS = Table(
    "Contacts",
    "input",
    "One row a person on the customer's side. Optional: kept for the stakeholder rules, which no "
    "score uses yet.",
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
)

IMPORT_MAP = Table(
    "Import map",
    "input",
    "How headers of your exports are read, where you said so; a blank Column leaves one out.",
    (
        Column("Table", "label", "Accounts, Touches or Contacts."),
        Column("Header in the file", "label", "The header as the export has it."),
        Column("Column", "label", "The column of the table that it fills; blank: not read."),
        Column("Profile", "label", "Only for files of this profile; blank: for every file."),
    ),
)

SETTINGS = Table(
    "Settings",
    "input",
    "One row a parameter. Change Value; an empty one means the default.",
    (
        Column("Parameter", "label", "Name of the parameter."),
        Column("From", "date", "Day from which the value holds; for dated targets only."),
        Column("Value", "text", "The value in use; change it here.", user=True),
        Column("Default", "text", "The value that the product brings."),
        Column("Unit", "label", "What the value counts."),
        Column("What it does", "text", "The parameter in one sentence."),
        Column("Source", "label", "Row of the requirements it comes from."),
        Column("Verified", "label", "Unverified: a claim that nobody could check."),
    ),
    key="Parameter",
)
