"""The slides of the board: facts, charts, one module a slide."""
