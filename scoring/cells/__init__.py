"""Reading one cell, as people and CRMs write them: texts, blanks, dates, numbers, ids, tiers."""
