"""Countries: names by language and date, the notes that go with them, and finding them in what is written."""

from onward.reference.countries.finding import CountryMatch, parse_country
from onward.reference.countries.names import (
    CountryName,
    UnknownCountry,
    codes,
    countries,
    country_name,
    from_icao,
    is_country,
    is_nationality,
    nationalities,
)
from onward.reference.countries.notes import Footnote, Footnotes, note, notes_in

__all__ = [
    "CountryMatch",
    "CountryName",
    "Footnote",
    "Footnotes",
    "UnknownCountry",
    "codes",
    "countries",
    "country_name",
    "from_icao",
    "is_country",
    "is_nationality",
    "nationalities",
    "note",
    "notes_in",
    "parse_country",
]
