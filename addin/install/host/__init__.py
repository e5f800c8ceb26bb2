"""The computer that Excel runs on: its folders, its registry, what it allows macros to do."""
