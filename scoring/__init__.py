"""The rules of sponsor coverage: frames in, frames out, no files, no clock."""

AREA_NAMES = ("coverage", "stakeholders")
"""The folders of the areas, in order; to add one is to add its folder and its name here."""
