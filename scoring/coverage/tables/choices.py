"""What a choice may be, each with its other spellings."""

from __future__ import annotations

PROFILES = (
    ("Standard", "five gates", "default", "normal"),
    ("Single buyer", "one-person buyer", "sole buyer", "single contact"),
)
TOOK_PLACE, PLANNED, NOT_REACHED, CANCELLED, DELETED = (
    "Took place",
    "Planned",
    "Not reached",
    "Cancelled",
    "Deleted",
)
TOUCH_OUTCOMES = (
    (TOOK_PLACE, "completed", "done", "held", "connected", "attended", "closed", "complete"),
    (PLANNED, "scheduled", "open", "not started", "in progress", "upcoming", "pending"),
    (NOT_REACHED, "no show", "no-show", "no answer", "left voicemail", "left message", "busy"),
    (CANCELLED, "canceled", "declined", "rescheduled", "postponed"),
    (DELETED, "removed", "archived"),
)
"""What became of a touch, from what speaks least against it to what speaks most."""

TOUCH_TYPES = (
    ("Call", "phone", "phone call", "telephone", "outbound call", "inbound call", "executive call"),
    (
        "Video",
        "video call",
        "zoom",
        "teams",
        "ms teams",
        "microsoft teams",
        "google meet",
        "webex",
        "web meeting",
        "virtual meeting",
        "online meeting",
        "meeting",
    ),
    (
        "In person",
        "in-person",
        "in person meeting",
        "onsite",
        "on-site",
        "on site",
        "site visit",
        "visit",
        "face to face",
        "f2f",
        "lunch",
        "dinner",
    ),
    ("SBR", "strategic business review", "annual review", "annual business review"),
    (
        "EBR",
        "executive business review",
        "qbr",
        "quarterly business review",
        "business review",
        "mbr",
        "monthly business review",
    ),
    ("E-mail", "email", "mail", "e-mail sent", "email sent", "email received", "letter"),
    (
        "Marketing",
        "campaign",
        "newsletter",
        "marketing email",
        "drip",
        "nurture",
        "in-app",
        "in-app message",
    ),
    ("Event", "webinar", "conference", "user group", "community", "training"),
    (
        "Chat",
        "slack",
        "sms",
        "text",
        "text message",
        "linkedin",
        "linkedin message",
        "whatsapp",
        "voicemail",
    ),
    ("Other", "task", "to do", "note", "other activity", "left message", "no show", "cancelled"),
)
