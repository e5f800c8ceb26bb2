"""Numbers that come from Excel or guard against hostile files, each with its reason."""

MEGABYTE = 1024 * 1024

# Trackers hold tens of parts, the largest reports a few hundred; more is a zip meant to stall us.
MAX_ENTRIES = 10_000

# A year of History (520,000 rows of 14 columns) is 330 MB of sheet text; above that it is a bomb.
MAX_UNPACKED_BYTES = 512 * MEGABYTE

# Real sheets deflate 8 to 30 times; deflate itself can't do better than 1,032.
MAX_RATIO = 100

# Small parts of nothing but blanks do pass the ratio honestly, and can do no harm.
RATIO_EXEMPT_BYTES = MEGABYTE

# The zip writer keeps to the 32-bit format, which every reader of workbooks knows.
MAX_ARCHIVE_BYTES = 2**32 - 1

# Above this size the time of a better deflate is felt and its gain is not.
LARGE_PART_BYTES = 2 * MEGABYTE
LEVEL_OF_LARGE_PARTS = 2
LEVEL_OF_PARTS = 6

# Pieces in which parts are read and deflated, so that memory stays at one copy of a part.
CHUNK_BYTES = 4 * MEGABYTE

# calamine gives a cell to every place up to the last one; a million touches are 15 million.
MAX_GRID_CELLS = 60_000_000

# A row number of five digits may stand anywhere on a sheet and not be seen by a look at its end.
ROWS_UNSEEN = 99_999

# Excel's own limits.
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_TEXT = 32_767
