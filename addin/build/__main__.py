"""Makes everything that is built and committed anew: `python -m addin.build [--pictures]`.

In the order in which one rests on another. The same sources give the same bytes, so what did not
change stays as it is in git. Pictures need LibreOffice and poppler, and are drawn only if asked.
"""

from __future__ import annotations

import argparse

from addin.build import reference
from addin.demo import pictures
from addin.install.xlam import addin_path, build_addin
from addin.profiles import page
from workbook_templates import demo_path, guide, template_path
from workbook_templates.build import build as build_template
from workbook_templates.demo.build import write as write_demo
from workbook_templates.self_check.build import build as build_self_check
from workbook_templates.self_check.build import self_check_path


def build() -> None:
    """Write the demo data, both workbooks, the pages of the guide that are made, and the add-in."""
    write_demo(demo_path("accounts.csv").parent)
    build_template(template_path())
    build_self_check(self_check_path())
    for name, text in guide.pages().items():
        (guide.DOCS / name).write_text(text, encoding="utf-8")
    reference.PAGE.write_text(
        reference.written(reference.PAGE.read_text(encoding="utf-8")), encoding="utf-8"
    )
    page.PAGE.write_text(page.page().rstrip() + "\n", encoding="utf-8")
    build_addin(addin_path())


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m addin.build", description=__doc__)
    parser.add_argument("--pictures", action="store_true", help="draw docs/pictures, too")
    asked = parser.parse_args()
    build()
    if asked.pictures:
        pictures.draw(pictures.FOLDER)


if __name__ == "__main__":
    main()
