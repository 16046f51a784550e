"""How persons are found and read: always through `visible_to`, so nothing tells of who is hidden."""

from onward.records.people.queries.finding import LONGEST, MOST_PAGES, Found, find
from onward.records.people.queries.names import alike, holding, resembles, take_apart
from onward.records.people.queries.names_beside import NamesBeside, names_beside, out_of_sight
from onward.records.people.queries.papers import holder_of, of_others, papers_of, with_same_number
from onward.records.people.queries.reading import (
    ROWS,
    heads_among,
    hidden_holder,
    household,
    members,
    names_of,
    person,
    persons,
    relations_told,
    shared_households,
    together,
)

__all__ = [
    "LONGEST",
    "MOST_PAGES",
    "ROWS",
    "Found",
    "NamesBeside",
    "alike",
    "find",
    "heads_among",
    "hidden_holder",
    "holder_of",
    "holding",
    "household",
    "members",
    "names_beside",
    "names_of",
    "of_others",
    "out_of_sight",
    "papers_of",
    "person",
    "persons",
    "relations_told",
    "resembles",
    "shared_households",
    "take_apart",
    "together",
    "with_same_number",
]
