"""The self-check workbook: what it asks of the worksheet functions, and what must come out."""
