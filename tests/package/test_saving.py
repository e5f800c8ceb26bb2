"""Saving touches nothing that it need not touch, and happens whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from addin.package import PackageWorkbook
from addin.tracker import limits
from addin.tracker.workbook import WorkbookError
from tests.package.lint import lint
from tests.package.trackers import (
    SHEET,
    TABLE,
    WORKBOOK,
    build_rich,
    cell,
    edited,
    part,
    parts_of,
    raw_members,
)

CHART = "xl/charts/chart1.xml"
FRAME = pd.DataFrame({"Account ID": ["A2", "A7"], "ARR": [1.5, 2.0], "Score": [0.5, 0.25]})


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    return build_rich(tmp_path / "tracker.xlsx")


def test_other_members_stay_to_the_byte_in_their_packed_form(tracker: Path) -> None:
    before = raw_members(tracker)
    workbook = PackageWorkbook(tracker)
    workbook.write_table("Coverage", FRAME, key="Account ID")
    workbook.save()
    after = raw_members(tracker)
    assert list(after) == list(before)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {SHEET, TABLE, WORKBOOK, CHART}


def test_members_written_as_a_stream_stay_to_the_byte(tmp_path: Path) -> None:
    path = build_rich(tmp_path / "streamed.xlsx")
    parts = parts_of(path)

    class Pipe:
        """A target that can't seek makes zipfile write data descriptors."""

        def __init__(self, target: Path) -> None:
            self._file = target.open("wb")

        def write(self, content: bytes) -> int:
            return self._file.write(content)

        def flush(self) -> None:
            self._file.flush()

        def close(self) -> None:
            self._file.close()

    pipe = Pipe(path)
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    pipe.close()
    before = raw_members(path)
    workbook = PackageWorkbook(path)
    workbook.write_table("Coverage", FRAME, key="Account ID")
    workbook.save()
    after = raw_members(path)
    assert lint(path) == []
    with zipfile.ZipFile(path) as zipped:
        assert zipped.testzip() is None
    assert {n for n in before if before[n] != after[n]} == {SHEET, TABLE, WORKBOOK, CHART}


def test_nothing_written_leaves_the_file_alone(tracker: Path) -> None:
    before = tracker.stat()
    workbook = PackageWorkbook(tracker)
    workbook.read_table("Coverage")
    workbook.write_values({"Unknown": 5})
    workbook.save()
    after = tracker.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_writing_the_same_again_leaves_the_file_alone(tracker: Path) -> None:
    for _ in range(2):
        workbook = PackageWorkbook(tracker)
        workbook.write_table("Coverage", FRAME, key="Account ID")
        workbook.save()
    before = tracker.stat()
    workbook = PackageWorkbook(tracker)
    workbook.write_table("Coverage", FRAME, key="Account ID")
    workbook.save()
    assert tracker.stat().st_ino == before.st_ino


def test_saving_under_another_name_leaves_the_original(tracker: Path, tmp_path: Path) -> None:
    before = tracker.read_bytes()
    out = tmp_path / "out.xlsx"
    workbook = PackageWorkbook(tracker)
    workbook.save(out)
    assert out.read_bytes() == before
    workbook = PackageWorkbook(tracker)
    workbook.write_table("Coverage", FRAME, key="Account ID")
    workbook.save(out)
    assert tracker.read_bytes() == before
    assert PackageWorkbook(out).read_table("Coverage")["Account ID"].tolist() == ["A2", "A7"]


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_permissions_are_kept(tracker: Path) -> None:
    tracker.chmod(0o640)
    workbook = PackageWorkbook(tracker)
    workbook.write_table("Coverage", FRAME, key="Account ID")
    workbook.save()
    assert stat.S_IMODE(tracker.stat().st_mode) == 0o640


def test_the_calculation_chain_goes_with_all_that_names_it(tracker: Path) -> None:
    chain = (
        '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<c r="E7" i="1"/></calcChain>'
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    edited(tracker, "xl/calcChain.xml", lambda _: chain)
    edited(
        tracker,
        "[Content_Types].xml",
        lambda text: text.replace(
            "</Types>", f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/></Types>'
        ),
    )
    edited(
        tracker,
        "xl/_rels/workbook.xml.rels",
        lambda text: text.replace(
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{link}" Target="calcChain.xml"/></Relationships>',
        ),
    )
    assert lint(tracker) == []
    workbook = PackageWorkbook(tracker)
    workbook.write_table("Coverage", FRAME, key="Account ID")
    workbook.save()
    assert lint(tracker) == []
    assert "xl/calcChain.xml" not in parts_of(tracker)
    assert "calcChain" not in part(tracker, "[Content_Types].xml")
    assert "calcChain" not in part(tracker, "xl/_rels/workbook.xml.rels")


@pytest.mark.parametrize("step", ["os.replace", "os.fsync", "zlib.crc32", "os.fdopen"])
def test_a_failure_at_any_step_leaves_the_old_file_and_no_litter(
    tracker: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = tracker.read_bytes()
    workbook = PackageWorkbook(tracker)
    workbook.write_table("Coverage", FRAME, key="Account ID")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(step, fail)
        with pytest.raises(WorkbookError, match=r"tracker\.xlsx could not be saved"):
            workbook.save()
    assert tracker.read_bytes() == before
    assert [entry.name for entry in tracker.parent.iterdir()] == ["tracker.xlsx"]
    workbook.save()
    assert PackageWorkbook(tracker).read_table("Coverage")["Account ID"].tolist() == ["A2", "A7"]
    assert "'Red list'!$B$4:$B$5" in part(tracker, CHART)


def test_what_could_not_be_opened_again_is_not_written(
    tracker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tracker.read_bytes()
    workbook = PackageWorkbook(tracker)
    workbook.write_table("Coverage", FRAME, key="Account ID")
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 5_000)
    with pytest.raises(WorkbookError, match="would unpack to"):
        workbook.save()
    assert tracker.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    path = build_rich(tmp_path / "tracker.xlsx", rows=3)
    script = textwrap.dedent(
        """
        import sys
        import pandas as pd
        from addin.package import PackageWorkbook, limits

        print("ready", flush=True)
        turn = 0
        while True:
            turn += 1
            workbook = PackageWorkbook(sys.argv[1])
            names = [f"T{turn}-{row}" for row in range(400)]
            workbook.write_table("Coverage", pd.DataFrame({"Account ID": names}))
            workbook.save()
        """
    )
    for attempt in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.05 + 0.013 * attempt)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert lint(path) == []
        names = PackageWorkbook(path).read_table("Coverage")["Account ID"].tolist()
        assert len(names) in {3, 400}
        assert len({name.partition("-")[0] for name in names}) in {1, 3}


def test_a_file_changed_meanwhile_is_not_overwritten(tracker: Path, tmp_path: Path) -> None:
    workbook = PackageWorkbook(tracker)
    workbook.write_table("Coverage", FRAME, key="Account ID")
    other = build_rich(tmp_path / "other.xlsx", rows=9)
    other.replace(tracker)
    with pytest.raises(WorkbookError, match="changed by another program"):
        workbook.save()
    assert len(PackageWorkbook(tracker).read_table("Coverage")) == 9


def test_a_workbook_with_macros_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "macros.xlsx"
    build_rich(path)
    parts = parts_of(path)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts["[Content_Types].xml"] = (
        parts["[Content_Types].xml"]
        .replace(kind.encode(), b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        .replace(
            b"<Override",
            b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
            b"<Override",
            1,
        )
    )
    link = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId77" Type="%b" Target="vbaProject.bin"/></Relationships>' % link,
    )
    parts["xl/vbaProject.bin"] = os.urandom(5000)
    macros = path.with_suffix(".xlsm")
    with zipfile.ZipFile(macros, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    before = raw_members(macros)["xl/vbaProject.bin"]
    workbook = PackageWorkbook(macros)
    workbook.write_table("Coverage", FRAME, key="Account ID")
    workbook.save()
    assert raw_members(macros)["xl/vbaProject.bin"] == before
    with pytest.raises(WorkbookError, match=r"must end in \.xlsm"):
        workbook.save(path)
    macros.rename(tmp_path / "wrong.xlsx")
    with pytest.raises(WorkbookError, match=r"named \.xlsx but holds macros"):
        PackageWorkbook(tmp_path / "wrong.xlsx")
    path.rename(tmp_path / "wrong.xlsm")
    with pytest.raises(WorkbookError, match=r"named \.xlsm but holds no macros"):
        PackageWorkbook(tmp_path / "wrong.xlsm")


def test_progress_is_passed_on(tracker: Path) -> None:
    said: list[tuple[str, int, int]] = []
    workbook = PackageWorkbook(tracker, progress=lambda *told: said.append(told))
    workbook.progress("Scoring", 1, 3)
    PackageWorkbook(tracker).progress("to nobody", 1, 1)
    assert said == [("Scoring", 1, 3)]


def test_a_named_cell_keeps_its_look_and_its_neighbours(tracker: Path) -> None:
    edited(
        tracker,
        WORKBOOK,
        lambda text: text.replace(
            "</definedNames>",
            "<definedName name=\"Zero\">'Red list'!$B$1</definedName>"
            "<definedName name=\"Looked\">'Red list'!$C$5</definedName>"
            "<definedName name=\"Block\">'Red list'!$C$5:$D$5</definedName></definedNames>",
        ),
    )
    workbook = PackageWorkbook(tracker)
    workbook.write_values({"Zero": 7, "Looked": "=1+1"})
    workbook.save()
    assert lint(tracker) == []
    assert cell(tracker, "B1") == '<c r="B1"><v>7</v></c>'
    assert cell(tracker, "C5") == '<c r="C5" s="1" t="inlineStr"><is><t>=1+1</t></is></c>'
    with pytest.raises(WorkbookError, match="Block stands for Red list C5:D5"):
        workbook.write_values({"Block": 1})


def changed(path: Path, target: Path | None = None) -> PackageWorkbook:
    workbook = PackageWorkbook(path, target=target)
    workbook.write_table("Coverage", FRAME, key="Account ID")
    return workbook


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize("out", [True, False], ids=["out", "tracker"])
def test_a_link_stays_and_what_it_means_is_saved(
    tracker: Path, tmp_path: Path, *, out: bool
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    real = shared / "real.xlsx"
    real.write_bytes(tracker.read_bytes())
    link = tmp_path / "link.xlsx"
    link.symlink_to(real)
    changed(tracker, link).save() if out else changed(link).save()
    assert link.is_symlink()
    assert part(real, SHEET) != part(tracker, SHEET)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_the_lock_beside_what_a_link_means_counts(tracker: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.xlsx"
    link.parent.mkdir()
    link.symlink_to(tracker)
    (tmp_path / "~$tracker.xlsx").touch()
    with pytest.raises(WorkbookError, match=r"tracker.xlsx is open in Excel"):
        PackageWorkbook(link)


@pytest.mark.parametrize("lock", ["~$tracker.xlsx", ".~lock.tracker.xlsx#"])
def test_a_lock_that_comes_while_it_is_written_counts(
    tracker: Path, monkeypatch: pytest.MonkeyPatch, lock: str
) -> None:
    before, workbook = tracker.read_bytes(), changed(tracker)
    sync = os.fsync

    def locked(handle: int) -> None:
        sync(handle)
        (tracker.parent / lock).touch()

    monkeypatch.setattr(os, "fsync", locked)
    with pytest.raises(WorkbookError, match="is open in"):
        workbook.save()
    assert tracker.read_bytes() == before
    assert sorted(path.name for path in tracker.parent.iterdir()) == sorted({lock, "tracker.xlsx"})


def test_another_file_that_changes_while_it_is_replaced_stays(
    tracker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"mine")
    workbook = changed(tracker, other)
    sync = os.fsync

    def saved(handle: int) -> None:
        sync(handle)
        other.write_bytes(b"mine, newer")

    monkeypatch.setattr(os, "fsync", saved)
    with pytest.raises(WorkbookError, match="was changed by another program meanwhile"):
        workbook.save()
    assert other.read_bytes() == b"mine, newer"


@pytest.mark.parametrize("given", ["", ".", "folder"])
def test_a_folder_is_no_workbook(tmp_path: Path, given: str) -> None:
    (tmp_path / "folder").mkdir()
    path = tmp_path / given if given == "folder" else given
    with pytest.raises(WorkbookError, match=r"is a folder; name the workbook in it"):
        PackageWorkbook(path)
