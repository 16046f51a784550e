"""Countries: names by language and date, the notes that go with them, and finding them in what is written."""

from onward.reference.countries.finding import CountryMatch, near_codes, parse_country
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
from onward.reference.countries.notes import (
    Footnote,
    Footnotes,
    Noted,
    document,
    note,
    notes_in,
    open_document,
)
from onward.reference.countries.offering import offered_countries, offered_nationalities, said_country

__all__ = [
    "CountryMatch",
    "CountryName",
    "Footnote",
    "Footnotes",
    "Noted",
    "UnknownCountry",
    "codes",
    "countries",
    "country_name",
    "document",
    "from_icao",
    "is_country",
    "is_nationality",
    "nationalities",
    "near_codes",
    "note",
    "notes_in",
    "offered_countries",
    "offered_nationalities",
    "open_document",
    "parse_country",
    "said_country",
]
