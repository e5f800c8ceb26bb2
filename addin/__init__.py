"""The doors to the rules: command line, worksheet functions, ribbon, workbooks."""
