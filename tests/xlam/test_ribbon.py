"""Every control of the ribbon explains itself, and its callback exists and does what it says."""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import Any

import pytest
from lxml import etree

from addin.install.ribbon import ribbon_xml
from addin.install.vba import RIBBON, vba_sources
from scoring.areas import IMPORTED
from tests.xlam.excel import excel_with_addin, pressed

MACROS = {
    "refresh": [],
    "import_table": ["table", "path"],
    "check_data": [],
    "format_red_list": [],
    "build_board": [],
    "copy_board": [],
    "standup_handout": [],
    "export_for_crm": ["profile", "path"],
    "new_tracker": ["path"],
    "restore_last_refresh": [],
    "open_settings": [],
    "open_help": [],
}
PROFILES = [
    "salesforce",
    "hubspot",
    "gainsight",
    "totango_catalyst",
    "vitally",
    "planhat",
    "churnzero",
    "generic_csv",
    "generic_xlsx",
]

# No checker knows Office's icons, and an unknown name shows an empty button. Each of these was seen
# as imageMso="..." in at least two public ribbon files, the number of files found beside it.
ICONS = {
    "ChartInsert": 4,
    "ConditionalFormattingMenu": 2,
    "Copy": 10,
    "DataValidation": 2,
    "ExportExcel": 10,
    "ExportTextFile": 6,
    "FileNew": 7,
    "FilePrint": 4,
    "Help": 10,
    "ImportTextFile": 4,
    "PropertySheet": 5,
    "RefreshAll": 10,
    "Undo": 10,
}

ROOT: Any = etree.fromstring(ribbon_xml().encode())
CONTROLS = [
    control
    for control in ROOT.iter("{*}button", "{*}menu", "{*}splitButton")
    if control.get("id") is not None
]
BUTTONS = [control for control in CONTROLS if control.tag.endswith("}button")]
NEEDS_NO_WORKBOOK = {"sponsorNewTracker", "sponsorHelp"}


def in_a_split(control: Any) -> bool:
    """Whether the control stands on the face of a split button, which has the keytip for it."""
    return bool(control.getparent().tag.endswith("}splitButton"))


def by_id(control: Any) -> str:
    return str(control.get("id"))


def test_the_tab_has_its_four_groups() -> None:
    (tab,) = ROOT.iter("{*}tab")
    assert tab.get("label") == "Sponsor Coverage"
    assert [group.get("label") for group in tab] == ["Data", "Score", "Share", "Set-up"]


@pytest.mark.parametrize("button", BUTTONS, ids=by_id)
def test_a_button_has_label_tips_and_icon(button: Any) -> None:
    for attribute in ("label", "screentip", "supertip", "imageMso", "onAction"):
        assert button.get(attribute), attribute
    assert button.get("screentip") != button.get("supertip")
    # Office cuts them off there.
    assert len(button.get("screentip")) <= 1_024
    assert len(button.get("supertip")) <= 1_024


@pytest.mark.parametrize("menu", list(ROOT.iter("{*}menu")), ids=by_id)
def test_a_menu_has_tips(menu: Any) -> None:
    assert menu.get("screentip")
    assert menu.get("supertip")


def test_keytips_are_unique_and_none_begins_another() -> None:
    tips = [control.get("keytip") for control in CONTROLS if not in_a_split(control)]
    tips += [group.get("keytip") for group in ROOT.iter("{*}group")]
    assert all(re.fullmatch("[A-Z0-9]{2}", tip) for tip in tips)
    assert [tip for tip, times in Counter(tips).items() if times > 1] == []


def test_ids_are_unique() -> None:
    ids = [element.get("id") for element in ROOT.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_icons_are_known_from_public_ribbons() -> None:
    used = {control.get("imageMso") for control in CONTROLS} - {None}
    assert used == set(ICONS)
    assert min(ICONS.values()) >= 2


@pytest.mark.parametrize("control", CONTROLS, ids=by_id)
def test_a_control_that_needs_a_workbook_is_disabled_without_one(control: Any) -> None:
    free = by_id(control) in NEEDS_NO_WORKBOOK
    if control.getparent().getparent().tag.endswith("}splitButton") or in_a_split(control):
        return
    assert control.get("getEnabled") == (None if free else "IsWorkbookOpen")


@pytest.mark.parametrize(
    ("attribute", "arguments"),
    [
        ("onAction", "control As IRibbonControl"),
        ("getEnabled", "control As IRibbonControl, ByRef returnedVal As Variant"),
        ("onLoad", "ribbon As IRibbonUI"),
    ],
)
def test_callbacks_exist_with_their_signature(attribute: str, arguments: str) -> None:
    callbacks = {element.get(attribute) for element in ROOT.iter()} - {None}
    source = vba_sources()["Callbacks"]
    assert callbacks
    for callback in callbacks:
        assert f"\r\nPublic Sub {callback}({arguments})\r\n" in source, callback


def told(button: Any, picked: str) -> tuple[str, list[str]]:
    """Macro and arguments that a press of a button calls in Python."""
    app = excel_with_addin(picked)
    (command,) = pressed(app, button.get("onAction"), button.get("tag") or "")
    call: Any = ast.parse(command).body[-1]
    macro = call.value.func
    assert ast.unparse(macro.value) == "addin.macros"
    return macro.attr, [eval(ast.unparse(argument)) for argument in call.value.args]  # noqa: S307


def test_the_buttons_call_every_macro_and_nothing_else() -> None:
    calls = [told(button, "/picked") for button in BUTTONS]
    assert {macro for macro, _ in calls} == set(MACROS)
    for macro, arguments in calls:
        assert len(arguments) == len(MACROS[macro]), macro


def test_the_export_menu_has_every_profile() -> None:
    exports = [button for button in BUTTONS if button.get("onAction") == "OnExport"]
    assert [button.get("tag") for button in exports] == PROFILES
    for button in exports:
        assert told(button, "C:\\out.csv") == ("export_for_crm", [button.get("tag"), "C:\\out.csv"])


def test_each_table_that_exports_go_into_has_a_button() -> None:
    imports = [button for button in BUTTONS if button.get("onAction") == "OnImport"]
    assert [button.get("tag") for button in imports] == list(IMPORTED)
    for button in imports:
        assert told(button, "C:\\in.csv") == ("import_table", [button.get("tag"), "C:\\in.csv"])


def test_the_macros_take_what_the_ribbon_gives() -> None:
    tree = ast.parse((RIBBON.parent / "macros" / "buttons.py").read_text("utf-8"))
    # The first argument, Excel or a workbook, is put in by the decorator.
    written = {
        node.name: [argument.arg for argument in node.args.args[1:]][: len(MACROS[node.name])]
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name in MACROS
    }
    assert {name: written.get(name) for name in MACROS} == MACROS


def test_profiles_of_the_menu_are_files() -> None:
    profiles = {path.stem for path in (RIBBON.parent / "profiles").glob("*.toml")}
    assert {name.replace("generic_csv", "generic") for name in PROFILES[:-1]} <= profiles


@pytest.mark.parametrize("callback", ["OnRefresh", "OnImport", "OnExport", "OnSettings"])
def test_without_a_workbook_a_button_says_what_to_do(callback: str) -> None:
    app = excel_with_addin("/picked", workbooks=0)
    assert pressed(app, callback) == []
    ((kind, sentence, title, _),) = app.dialogs
    assert (kind, title) == ("MsgBox", "Sponsor Coverage")
    assert sentence == "Open the tracker workbook first, or make one with New tracker."


@pytest.mark.parametrize("callback", ["OnNewTracker", "OnHelp"])
def test_new_tracker_and_help_work_without_a_workbook(callback: str) -> None:
    app = excel_with_addin("/picked", workbooks=0)
    assert len(pressed(app, callback)) == 1
    assert app.dialogs == []


@pytest.mark.parametrize("callback", ["OnImport", "OnExport"])
def test_a_cancelled_dialog_does_nothing(callback: str) -> None:
    app = excel_with_addin("")
    assert pressed(app, callback) == []
    assert app.dialogs == []


def test_a_lost_ribbon_pointer_does_not_matter() -> None:
    # The interpreter never calls OnRibbonLoad, as after a reset of VBA.
    app = excel_with_addin()
    app.run("RefreshButtons")
    assert len(pressed(app, "OnRefresh")) == 1


def test_the_dialogs_use_file_filters_on_windows_only() -> None:
    source = vba_sources()["FilePicking"]
    on_a_mac = re.findall(r"#If Mac Then(.*?)#Else", source, re.DOTALL)
    assert len(on_a_mac) == 3
    assert all("FileFilter" not in branch for branch in on_a_mac)


@pytest.mark.parametrize(
    ("text", "left"),
    [("Sponsor Coverage: 3 red.", "False"), ("Ready for lunch", "Ready for lunch")],
)
def test_a_text_of_ours_leaves_the_status_bar_and_no_other_does(text: str, left: str) -> None:
    app = excel_with_addin()
    app.add_module(
        f'Public Sub Say()\nApplication.StatusBar = "{text}"\nEnd Sub\n'
        "Public Sub Look()\nDebug.Print CStr(Application.StatusBar)\nEnd Sub\n",
        name="Watching",
    )
    app.run("Say")
    app.run("ClearStatus")
    app.run("Look")
    assert list(app.console) == [left]


def test_the_status_bar_is_cleared_by_excels_clock_after_a_run() -> None:
    source = vba_sources()["Callbacks"].replace("\r\n", "\n")
    assert "        RunPython control, command\n        ClearStatusLater\n" in source
    assert """ThisWorkbook.Name & "'!Callbacks.ClearStatus\"""" in source
    assert "Public Sub ClearStatus()" in source
