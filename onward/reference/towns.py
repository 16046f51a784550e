"""Towns and regions of return, as readers know them beside the name that was given.

A name is kept in the script it was given in; who does not read that script finds a Latin one beside it.
"""

from functools import cache

from onward.reference.data import table
from onward.reference.scripts import latin_form, script_of

WITHOUT_VOWELS = ("Arab", "Hebr", "Syrc")
"""Scripts whose plain Latin form is no help: short vowels are not written, and 'Lmwsl' says nobody Mosul."""


def readers_name(place: str, country: str, language: str) -> str:
    """Return what readers of a language call a place that is written in another script.

    Args:
        place: the name as given.
        country: ISO 3166-1 alpha-2 of the country it lies in; one name may mean two towns.
        language: `fr`, or `fr-be`.

    Returns:
        The name of `data/places.yaml`, else the plain Latin form; '' where the name is Latin by itself, or
        its Latin form would be no help.
    """
    script = script_of(place)
    if script in (None, "Latn"):
        return ""
    known = _places().get(country, {}).get(" ".join(place.split()), {})
    if known:
        return known.get(language.replace("_", "-").split("-")[0].lower()) or known["en"]
    return "" if script in WITHOUT_VOWELS else latin_form(place)


def called_in(town: str, country: str, language: str) -> str:
    """Return what readers of a language call a town that somebody wrote in Latin letters.

    Any of its names in `data/places.yaml` is understood; a town that does not stand there stays as it was
    written: `called_in("Ghent", "BE", "fr")` is Gand.
    """
    names = _latin().get((country, town.casefold()), {})
    return names.get(language.replace("_", "-").split("-")[0].lower()) or names.get("en") or town


@cache
def _latin() -> dict[tuple[str, str], dict[str, str]]:
    by_country = table("places")["latin"].items()
    return {
        (country, name.casefold()): dict(names)
        for country, towns in by_country
        for names in towns
        for name in names.values()
    }


@cache
def _places() -> dict[str, dict[str, dict[str, str]]]:
    return dict(table("places")["places"])
