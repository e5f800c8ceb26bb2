"""CRM exports in: read, matched to our headers, typed, and planned before anything is written."""
