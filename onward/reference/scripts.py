"""Which script a text is written in, which way it runs, in which language a name may be, and its Latin form.

The Latin form is for finding and for showing beside a name, never in its place.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal

from anyascii import anyascii
from babel.core import get_global

from onward.reference.data import table

Direction = Literal["ltr", "rtl"]

# First word of a character's Unicode name → ISO 15924 code. Han stays `Hani`: characters alone do not tell
# whether a name is written in the simplified or the traditional form.
_BY_NAME = {
    "ADLAM": "Adlm",
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BENGALI": "Beng",
    "BOPOMOFO": "Bopo",
    "CHEROKEE": "Cher",
    "CJK": "Hani",
    "COPTIC": "Copt",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GREEK": "Grek",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "HANGUL": "Hang",
    "HEBREW": "Hebr",
    "HIRAGANA": "Hira",
    "KANNADA": "Knda",
    "KATAKANA": "Kana",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "LATIN": "Latn",
    "MALAYALAM": "Mlym",
    "MANDAIC": "Mand",
    "MONGOLIAN": "Mong",
    "MYANMAR": "Mymr",
    "NKO": "Nkoo",
    "ORIYA": "Orya",
    "OSMANYA": "Osma",
    "SAMARITAN": "Samr",
    "SINHALA": "Sinh",
    "SYRIAC": "Syrc",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "THAANA": "Thaa",
    "THAI": "Thai",
    "TIBETAN": "Tibt",
    "TIFINAGH": "Tfng",
    "VAI": "Vaii",
}
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Samr", "Syrc", "Thaa"})


def script_of(text: str) -> str | None:
    """Return the script of most letters of a text (ISO 15924: `Latn`, `Arab`, …), or None where it has none.

    Digits, punctuation and marks count for no script; of two that are equal the first one in the text wins.
    """
    if text.isascii():  # most names come in Latin letters too, and many thousand of them at once
        return "Latn" if any(map(str.isalpha, text)) else None
    found: Counter[str] = Counter()
    for character in text:
        if character.isalpha() and (code := _script_of_letter(character)):
            found[code] += 1
    return found.most_common(1)[0][0] if found else None


@lru_cache(maxsize=4096)
def _script_of_letter(character: str) -> str | None:
    """Return the script that a letter is named after."""
    words = unicodedata.name(character, "").replace("FULLWIDTH ", "").replace("HALFWIDTH ", "").split()
    return _BY_NAME.get(words[0].split("-")[0]) if words else None


def direction_of_script(script: str | None) -> Direction:
    """Return how a script runs; left to right where none is known."""
    return "rtl" if script in _RIGHT_TO_LEFT else "ltr"


def scripts_of_language(tag: str) -> tuple[str, ...]:
    """Return the scripts that a language is written in, the usual one first; empty where nothing is known.

    Source: the CLDR's likely subtags, and `data/languages.yaml` for further scripts in use.
    """
    plain = tag.replace("-", "_")
    named = [part for part in plain.split("_")[1:] if len(part) == 4]
    if named:
        return (named[0].title(),)
    tables = table_of_languages()
    language = plain.split("_")[0].lower()
    likely = get_global("likely_subtags").get(language)
    usual = [str(likely).split("_")[1]] if likely else tables["usual_script"].get(language, [])
    return (*usual, *tables["further_scripts"].get(language, []))


def language_of_name(text: str, spoken: Sequence[str] = ()) -> str | None:
    """Guess the language tag to mark a name with (BCP 47), for HTML's `lang` and for the right glyphs.

    Args:
        text: the name as given.
        spoken: tags of the languages the person speaks, the first one first.

    Returns:
        The first spoken language that is written in the script of the name (`ti`, or `ku-Arab` where the
        script is not its usual one); else `und-` and the script; None where the text has no letters.
    """
    script = script_of(text)
    if script is None:
        return None
    for tag in spoken:
        scripts = scripts_of_language(tag)
        fits = script in scripts or (script == "Hani" and {"Hans", "Hant", "Jpan", "Kore"} & set(scripts))
        if fits:
            usual = scripts[0] == script or script not in scripts or len(tag.replace("_", "-").split("-")) > 1
            return tag if usual else f"{tag}-{script}"
    return f"und-{script}"


def latin_form(text: str) -> str:
    """Return the text in plain Latin letters: for finding and showing beside the name, never in its place.

    Arabic comes without its short vowels, since it is written without them. A script without capitals
    gets one at the beginning of each word.
    """
    plain = " ".join(anyascii(unicodedata.normalize("NFC", text)).split())
    if any(c.isupper() for c in plain) and script_of(text) in ("Latn", "Cyrl", "Grek", "Armn"):
        return plain
    return " ".join(word[:1].upper() + word[1:].lower() for word in plain.split())


@cache
def table_of_languages() -> dict[str, dict[str, list[str]]]:
    """Return the part of `data/languages.yaml` that is about scripts."""
    tables = table("languages")
    return {key: dict(tables[key]) for key in ("usual_script", "further_scripts")}
