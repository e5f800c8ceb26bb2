"""The refresh: what it reads, what it found, what it writes."""
