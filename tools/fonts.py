"""Make the fonts of Onward: Noto Sans, cut to the scripts of our people, one small file a script and weight.

Run it only when a script is added or Noto is renewed; what it makes is committed::

    apt-get install fonts-noto-core fonts-noto-extra     # the semibold lies in 'extra'
    python tools/fonts.py --newer NEWER

NEWER holds `NotoSans-Regular.ttf` and `NotoSans-SemiBold.ttf` of release 2.013 or later (2.015 is in use),
for print: Debian's 2.007 has no minus, which stands in Noto Sans Math there. Pages keep 2.007, which is
lighter by some 2 kB, and show the minus of the reader's machine. A character that is named alone in a range
and that the source lacks ends the run.

Each file gets a `unicode-range`, so that a browser fetches a script only when a page shows it: a page in
French costs two files (regular and semibold), a page with one Arabic name a third. Hinting is dropped
(screens of today do without, and it is half of the weight), and so are small capitals, fractions and
other niceties that no page uses. The shaping rules of each script (joining, marks, conjuncts) are kept
whole.

Noto is under the SIL Open Font Licence 1.1; its text lies beside the fonts as `OFL.txt`.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent.parent / "onward" / "web" / "static" / "onward" / "fonts"
SOURCES = Path("/usr/share/fonts/truetype/noto")
PRINT = Path(__file__).resolve().parent.parent / "onward" / "evidence" / "documents" / "data" / "fonts"
"""One file a family and weight, for print, which chooses by family and knows no ranges."""
IN_PRINT = {"NotoSans": "U+2212"}
"""What a family carries in print alone."""
WEIGHTS = {"Regular": 400, "SemiBold": 600}
# What the shaping of each script needs, and figures of one width; nothing decorative.
# fmt: off
FEATURES = [
    "ccmp", "locl", "kern", "mark", "mkmk", "liga", "tnum", "lnum", "init", "medi", "fina", "isol",
    "rlig", "calt", "nukt", "akhn", "rphf", "rkrf", "vatu", "half", "haln", "cjct", "pres", "blws",
    "blwf", "abvs", "psts", "pstf", "abvm", "blwm", "dist",
]
# fmt: on


@dataclass(frozen=True)
class Script:
    """One file a weight: which Noto it is cut from, and which characters it carries (CSS unicode-range)."""

    name: str
    family: str
    ranges: str


SCRIPTS = (
    Script(
        "latin",
        "NotoSans",
        "U+0020-007E, U+00A0-00FF, U+0131, U+0152-0153, U+0160-0161, U+0178, U+017D-017E, "
        "U+02C6, U+02DC, U+2010-2015, U+2018-201E, U+2020-2022, U+2026, U+202F, U+2030, U+2032-2033, "
        "U+2039-203A, U+2044, U+20AC, U+2122",
    ),
    # Turkish, Romanian, Polish, Baltic, Azeri: common among our people, so kept apart from what is rare.
    Script(
        "latin-more",
        "NotoSans",
        "U+0100-0130, U+0132-0151, U+0154-015F, U+0162-0177, U+0179-017C, U+018F, U+0218-021B, U+0259, "
        "U+02C7, U+02D8-02DB",
    ),
    Script(
        "latin-ext",
        "NotoSans",
        "U+017F, U+0180-018E, U+0190-0217, U+021C-024F, U+02B0-02C5, U+02C8-02D7, U+02DD-02FF, U+0300-0304, "
        "U+0306-030C, U+0323-0328, U+1E00-1EFF, U+20A0-20AB, U+20AD-20C0, U+2116",
    ),
    Script(
        "cyrillic",
        "NotoSans",
        "U+0400-045F, U+0490-0493, U+049A-04A3, U+04AE-04B3, U+04BA-04BB, U+04D8-04D9, U+04E8-04E9",
    ),
    Script("greek", "NotoSans", "U+0370-03FF"),
    Script("arabic", "NotoSansArabic", "U+0600-06FF, U+200C-200E, U+2010-2011, U+204F"),
    Script("hebrew", "NotoSansHebrew", "U+0591-05F4, U+20AA"),
    Script("armenian", "NotoSansArmenian", "U+0531-058F"),
    Script("georgian", "NotoSansGeorgian", "U+10A0-10FF, U+1C90-1CBF"),
    Script("ethiopic", "NotoSansEthiopic", "U+1200-1248, U+124A-135A, U+1361-1368"),
    Script("devanagari", "NotoSansDevanagari", "U+0900-097F, U+200C-200D, U+20B9, U+25CC"),
    Script("bengali", "NotoSansBengali", "U+0964-0965, U+0980-09FE, U+200C-200D, U+25CC"),
)


def codepoints(ranges: str) -> list[int]:
    """Spell a CSS unicode-range out into its code points."""
    found: list[int] = []
    for part in ranges.split(","):
        low, _, high = part.strip().removeprefix("U+").partition("-")
        found.extend(range(int(low, 16), int(high or low, 16) + 1))
    return found


def named_alone(ranges: str) -> set[int]:
    """Return the code points that a CSS unicode-range names one by one: those are in use, each of them."""
    return {int(part.strip()[2:], 16) for part in ranges.split(",") if "-" not in part}


def cut(source: Path, target: Path, ranges: str) -> int:
    """Cut one font to `ranges`, write it as the ending of the target says, and return its bytes."""
    options = subset.Options(
        flavor="woff2" if target.suffix == ".woff2" else None,
        hinting=False,
        desubroutinize=True,
        layout_features=FEATURES,
        # Print chooses by family and style, a browser by the sheet beside the file.
        name_IDs=[0, 1, 2, 13, 14] + ([] if target.suffix == ".woff2" else [3, 4, 6, 16, 17]),
    )
    font = TTFont(source, recalcTimestamp=False)  # the same sources give the same bytes
    if lacking := named_alone(ranges) - font.getBestCmap().keys():
        sys.exit(f"{source} lacks {', '.join(f'U+{one:04X}' for one in sorted(lacking))}")
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codepoints(ranges))
    cutter.subset(font)
    subset.save_font(font, str(target), options)
    return target.stat().st_size


def face(script: Script, weight: int) -> str:
    """Return the @font-face rule of one file."""
    return (
        f'@font-face {{ font-family: "Onward Sans"; font-weight: {weight}; font-display: swap;\n'
        f'  src: url("{script.name}-{weight}.woff2") format("woff2");\n  unicode-range: {script.ranges}; }}\n'
    )


def main() -> None:
    """Cut every script in both weights and write the style sheet that names them."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument(
        "--sources", type=Path, nargs="+", default=[SOURCES], help="folders that hold Noto's .ttf"
    )
    reader.add_argument(
        "--newer", type=Path, required=True, help="a folder that holds Noto Sans 2.013 or later"
    )
    asked = reader.parse_args()
    folders: list[Path] = asked.sources
    HERE.mkdir(parents=True, exist_ok=True)
    rules = ["/* Made by tools/fonts.py: Noto Sans (OFL.txt beside), cut by script. Do not edit. */\n"]
    for script in SCRIPTS:
        for style, weight in WEIGHTS.items():
            source = _source(folders, f"{script.family}-{style}.ttf")
            size = cut(source, HERE / f"{script.name}-{weight}.woff2", script.ranges)
            sys.stdout.write(f"{script.name}-{weight}: {size / 1000:.1f} kB\n")
            rules.append(face(script, weight))
    (HERE / "fonts.css").write_text("".join(rules))
    _for_print([asked.newer, *folders])


def _for_print(folders: list[Path]) -> None:
    PRINT.mkdir(parents=True, exist_ok=True)
    for family in dict.fromkeys(script.family for script in SCRIPTS):
        parts = [script.ranges for script in SCRIPTS if script.family == family]
        ranges = ", ".join([*parts, *filter(None, [IN_PRINT.get(family)])])
        for style in WEIGHTS:
            size = cut(_source(folders, f"{family}-{style}.ttf"), PRINT / f"{family}-{style}.ttf", ranges)
            sys.stdout.write(f"{family}-{style}: {size / 1000:.1f} kB, for print\n")
    (PRINT / "letters.json").write_text(json.dumps(letters(PRINT)) + "\n")


def letters(folder: Path) -> list[list[int]]:
    """Return which characters every weight of some font in a folder has: first and last of each stretch."""
    families: dict[str, set[int]] = {}
    for file in sorted(folder.glob("*.ttf")):
        found = set(TTFont(file).getBestCmap())
        family = file.stem.partition("-")[0]
        families[family] = families.get(family, found) & found
    stretches: list[list[int]] = []
    for one in sorted(set().union(*families.values())):
        if stretches and stretches[-1][1] == one - 1:
            stretches[-1][1] = one
        else:
            stretches.append([one, one])
    return stretches


def _source(folders: list[Path], wanted: str) -> Path:
    found = next((folder / wanted for folder in folders if (folder / wanted).exists()), None)
    if found is None:
        sys.exit(f"{wanted} is in none of {', '.join(map(str, folders))}: install fonts-noto-extra")
    return found


if __name__ == "__main__":
    main()
