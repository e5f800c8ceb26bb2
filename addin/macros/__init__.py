"""What the buttons of the ribbon call through RunPython, by the names that the add-in's VBA has."""

from addin.macros.buttons import (
    build_board,
    check_data,
    copy_board,
    export_for_crm,
    format_red_list,
    import_accounts,
    import_table,
    import_touches,
    new_tracker,
    open_help,
    open_settings,
    refresh,
    restore_last_refresh,
    standup_handout,
)

__all__ = [
    "build_board",
    "check_data",
    "copy_board",
    "export_for_crm",
    "format_red_list",
    "import_accounts",
    "import_table",
    "import_touches",
    "new_tracker",
    "open_help",
    "open_settings",
    "refresh",
    "restore_last_refresh",
    "standup_handout",
]
