"""The add-in on a computer: its file, installing it, and what keeps it from working."""
