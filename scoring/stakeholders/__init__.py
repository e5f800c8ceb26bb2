"""Stakeholders: the people on the customer's side, and who of them knows us (S3)."""

from scoring.area import Area
from scoring.stakeholders.tables import CONTACTS

AREA = Area(
    name="stakeholders",
    title="Stakeholders",
    needs="Contacts from the CRM: people on the customer's side, with title and persona.",
    gives="Contacts checked and kept; no score uses them yet.",
    tables=(CONTACTS,),
    hidden=True,
)
"""What the doors read of stakeholders."""
