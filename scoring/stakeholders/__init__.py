"""Stakeholders: the people on the customer's side, and who of them knows us (S3)."""
