"""A small vocabulary, such as a programme of the office has, for the tests told as sentences."""

from __future__ import annotations

from onward.kernel.conditions import Answer, Name, Vocabulary, compile_condition

OFFICE = Vocabulary(
    {
        "traveller.age": Name("int", "Age on the day of departure, in completed years."),
        "traveller.accompanied": Name("bool", "Whether a parent or guardian travels along."),
        "traveller.birth_date": Name("date", "Date of birth."),
        "traveller.medical_needs": Name("text", "The medical needs found: none, some, severe."),
        "traveller.vulnerabilities": Name("list[text]", "Codes of the vulnerabilities on file."),
        "case.destination": Name("text", "Country of destination, two letters."),
        "case.opened_on": Name("date", "Day on which the case was opened."),
        "case.departs_on": Name("date", "Day of departure."),
        "case.cost": Name("decimal", "What the journey costs, in euro."),
        "groups.without_visa": Name("list[text]", "Countries that need no visa.", frozenset({"AL", "RS"})),
    }
)


def answer(condition: str, **values: object) -> Answer:
    """The answer for values whose names are written with two underscores for the dot."""
    given = {name.replace("__", "."): value for name, value in values.items()}
    return compile_condition(condition, OFFICE).evaluate(given)
