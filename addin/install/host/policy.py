"""What the firm and the user allow macros to do on this computer, and what that means here."""

from __future__ import annotations

import ntpath
import plistlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.install.host.addinfile import ADDIN_NAME
from addin.install.host.places import places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from addin.install.host.computer import Computer

_OFFICE = r"Microsoft\Office\16.0"
# Later ones give way to earlier ones: a policy wins over what the user chose.
_POLICIES = (
    f"HKCU\\Software\\Policies\\{_OFFICE}",
    f"HKLM\\Software\\Policies\\{_OFFICE}",
    r"HKCU\Software\Policies\Microsoft\Cloud\Office\16.0",
)
_USER = f"HKCU\\Software\\{_OFFICE}"
_SECURITY = r"Excel\Security"
_TRUSTED = r"Excel\Security\Trusted Locations"
_TRUSTED_BY_ALL = r"Common\Security\Trusted Locations"
_DISABLED_ITEMS = r"Excel\Resiliency\DisabledItems"
_VARIABLE = re.compile(r"%([^%]+)%")
_ALL_MACROS = 1
_MACRO_SETTINGS = {
    1: "all macros run",
    2: "Excel asks before macros run",
    3: "only signed macros run",
    4: "no macros run",
}
_MAC_PREFERENCES = "com.microsoft.office.plist"


@dataclass(frozen=True)
class Trust:
    """Whether Excel trusts its start-up folder; `reason` completes "because …" where it doesn't."""

    trusted: bool
    reason: str = ""
    mend: str = ""


def switched_on(computer: Computer, key: str, name: str) -> bool:
    """Whether a policy or the user has switched a setting on."""
    return _chosen(computer, key, name) == 1


def macro_setting(computer: Computer) -> tuple[int, str]:
    """Which macros run outside trusted locations, as number and words."""
    number = _chosen(computer, _SECURITY, "VBAWarnings")
    known = number if isinstance(number, int) and number in _MACRO_SETTINGS else 2
    return known, _MACRO_SETTINGS[known]


def macros_run(computer: Computer) -> bool:
    """Whether the macros of an unsigned add-in in the start-up folder run without a question."""
    return startup_trust(computer).trusted or macro_setting(computer)[0] == _ALL_MACROS


def macros_off(computer: Computer) -> bool:
    """Whether macros are switched off in all of Office."""
    return switched_on(computer, "Common", "VBAOff")


def addins_off(computer: Computer) -> bool:
    """Whether Excel is told to load no add-ins."""
    return switched_on(computer, _SECURITY, "DisableAllAddins")


def addins_must_be_signed(computer: Computer) -> bool:
    """Whether Excel is told to load signed add-ins only."""
    return switched_on(computer, _SECURITY, "RequireAddinSig")


def internet_macros_blocked(computer: Computer) -> bool:
    """Whether a policy blocks macros in files that came from the internet."""
    return switched_on(computer, _SECURITY, "blockcontentexecutionfrominternet")


def startup_trust(computer: Computer) -> Trust:
    """Whether Excel trusts the folder from which it loads the add-in, on Windows."""
    startup = str(places_of(computer).startup)
    if switched_on(computer, _TRUSTED, "AllLocationsDisabled"):
        return Trust(
            trusted=False,
            reason="trusted locations are switched off",
            mend="Ask IT to allow trusted locations for Excel, or to sign the add-in",
        )
    if _on_network(startup) and not switched_on(computer, _TRUSTED, "AllowNetworkLocations"):
        return Trust(
            trusted=False,
            reason="the folder is on the network",
            mend="Ask IT to allow trusted locations on the network, with this folder among them",
        )
    places = (_TRUSTED, _TRUSTED_BY_ALL)
    by_policy = [
        found for root in _POLICIES for key in places for found in _at(computer, root, key)
    ]
    if _covered(computer, startup, by_policy):
        return Trust(trusted=True)
    if _first(computer, _POLICIES, _TRUSTED_BY_ALL, "Allow User Locations") == 0:
        return Trust(
            trusted=False,
            reason="only locations that IT named are trusted",
            mend="Ask IT to name this folder as a trusted location",
        )
    by_user = list(_at(computer, _USER, _TRUSTED))
    # Until Excel has written its list, its own start-up folder counts as trusted.
    if not by_user or _covered(computer, startup, by_user):
        return Trust(trusted=True)
    return Trust(
        trusted=False,
        reason="the folder is missing from Excel's trusted locations",
        mend="In Excel: File, Options, Trust Center, Trust Center Settings, Trusted Locations, Add "
        "new location, and name this folder",
    )


def disabled_after_crash(computer: Computer) -> bool:
    """Whether Excel has put the add-in on its list of disabled items."""
    items = computer.registry.values(f"{_USER}\\{_DISABLED_ITEMS}").values()
    wanted = ADDIN_NAME.casefold()
    texts = (item.decode("utf-16-le", "ignore") for item in items if isinstance(item, bytes))
    return any(wanted in text.casefold() for text in texts)


def mac_preferences(computer: Computer) -> dict[str, object]:
    """Office's preferences on macOS; what IT manages wins over what the user chose."""
    managed = computer.path("/Library/Managed Preferences")
    user = computer.environment.get("USER")
    files = [
        computer.home / "Library" / "Preferences" / _MAC_PREFERENCES,
        computer.path("/Library/Preferences") / _MAC_PREFERENCES,
        *([managed / user / _MAC_PREFERENCES] if user else []),
        managed / _MAC_PREFERENCES,
    ]
    found: dict[str, object] = {}
    for file in files:
        content = computer.disk.read_if_there(file)
        try:
            found |= plistlib.loads(content) if content else {}
        except (plistlib.InvalidFileException, ValueError, TypeError):
            continue
    return found


def _chosen(computer: Computer, key: str, name: str) -> object:
    return _first(computer, (*_POLICIES, _USER), key, name)


def _first(computer: Computer, roots: Iterable[str], key: str, name: str) -> object:
    """The value of a setting where it is set first, or None."""
    for root in roots:
        values = computer.registry.values(f"{root}\\{key}")
        if name.casefold() in values:
            return values[name.casefold()]
    return None


def _at(computer: Computer, root: str, key: str) -> Iterable[Mapping[str, object]]:
    """The trusted locations below a key."""
    for name in computer.registry.subkeys(f"{root}\\{key}"):
        yield computer.registry.values(f"{root}\\{key}\\{name}")


def _covered(computer: Computer, folder: str, locations: Iterable[Mapping[str, object]]) -> bool:
    """Whether a folder is one of the locations, or below one that trusts what is below it."""
    wanted = _comparable(folder)
    for location in locations:
        trusted = _comparable(_expanded(computer, str(location.get("path") or "")))
        below = location.get("allowsubfolders") == 1
        if trusted and (wanted == trusted or (below and wanted.startswith(trusted + "\\"))):
            return True
    return False


def _expanded(computer: Computer, path: str) -> str:
    known = computer.environment
    return _VARIABLE.sub(lambda found: known.get(found[1].upper(), found[0]), path)


def _comparable(path: str) -> str:
    return ntpath.normcase(ntpath.normpath(path)).rstrip("\\") if path else ""


def _on_network(path: str) -> bool:
    return ntpath.splitdrive(path)[0].startswith("\\\\")
