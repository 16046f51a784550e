"""The fonts of what is printed and drawn: Noto Sans in all scripts of our people, cut by tools/fonts.py."""

from pathlib import Path

FAMILIES = (
    "Noto Sans", "Noto Sans Arabic", "Noto Sans Ethiopic", "Noto Sans Armenian", "Noto Sans Georgian",
    "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Bengali",
)  # fmt: skip


def fonts_folder() -> Path:
    """Return the folder that holds them."""
    return Path(__file__).parent / "data" / "fonts"
