"""What a refresh tells, on every sheet, in the console and as JSON, held against each other."""
