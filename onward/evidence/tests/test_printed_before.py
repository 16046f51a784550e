"""A number of which another report printed another one is marked, and the method names that report."""

import re
from datetime import date, timedelta
from random import Random

import pytest

from onward.access.models import User
from onward.evidence.actions import prepare_edition, publish_edition
from onward.evidence.documents.blocks import Document, Drawing, Paragraph, Table
from onward.evidence.documents.composing import compose
from onward.evidence.documents.copies import copy_of
from onward.evidence.documents.texts import Number
from onward.evidence.models import Edition
from onward.evidence.queries.editions import frozen_of, imprint_of, shown_to_public
from onward.evidence.tests.factories import depart
from onward.evidence.tests.test_editions import LATER, some_departures
from onward.evidence.tests.test_editions import cast as cast
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_editions import second as second
from onward.kernel import clock
from tests.cast import Cast

NEXT_YEAR = LATER + timedelta(days=366)
WORDS = {
    "en": "in Year report 2020 (edition 1, published on 1 March 2021)",
    "fr": "dans Rapport annuel 2020 (édition 1, publiée le 1er mars 2021)",
    "nl": "in Jaarverslag 2020 (editie 1, gepubliceerd op 1 maart 2021)",
}


@pytest.fixture
def of_2020(cast: Cast, second: User) -> Edition:
    draw = Random(9)
    for year in (2019, 2020, 2021):
        some_departures(draw, 60, year)
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
        publish_edition(second, edition)
    return edition


def of_2021(cast: Cast, second: User) -> Edition:
    with clock.at(NEXT_YEAR):
        edition = prepare_edition(cast.ruth, "year-report", date(2021, 1, 1))
        publish_edition(second, edition)
    return edition


def document(edition: Edition, language: str = "en") -> Document:
    imprint = imprint_of(edition, language, public=True)
    return compose(frozen_of(edition, public=True), language, imprint, shown_to_public(edition))


def numbers(document: Document) -> list[Number]:
    found: list[Number] = []
    for block in document.sections[0].blocks:
        if isinstance(table := block.table if isinstance(block, Drawing) else block, Table):
            found += [one for row in table.rows for one in row.numbers if isinstance(one, Number)]
        elif isinstance(block, Paragraph):
            found += [one for one in block.runs if isinstance(one, Number)]
    return found


def test_a_number_that_was_published_otherwise_bears_a_mark_and_the_method_says_where(
    cast: Cast, second: User, of_2020: Edition
) -> None:
    for _number in range(12):
        depart(date(2020, 5, 4), destination="BR", sex="male", recorded=NEXT_YEAR - timedelta(days=9))
    later = of_2021(cast, second)
    assert [
        language for language in WORDS if WORDS[language] not in " ".join(document(later, language).method)
    ] == []
    told = numbers(document(later))
    marked = {(one.ref.table, one.ref.part) for one in told if one.text.endswith("†")}
    assert {one.ref.period for one in told if one.text.endswith("†")} == {"before"}
    assert {("returns", ()), ("by-sex", ()), ("by-sex", ("male",))} <= marked
    assert ("by-sex", ("female",)) not in marked
    heads = {one.before.table: one.beside for one in document(later).sections[0].headlines if one.before}
    assert re.fullmatch(r"\d+† in 2020", heads["returns"])
    imprint = imprint_of(later, "en", public=True)
    copied = copy_of(frozen_of(later, public=True), "en", imprint, shown_to_public(later))
    said = {(line.table, line.parts, line.compared) for line in copied.lines if "another number" in line.note}
    assert ("returns", (), True) in said
    assert all(compared for _table, _parts, compared in said)


def test_where_both_print_the_same_nothing_is_marked(cast: Cast, second: User, of_2020: Edition) -> None:
    later = of_2021(cast, second)
    assert "†" not in " ".join(document(later).method)
    assert not [one for one in numbers(document(later)) if one.text.endswith("†")]


def test_the_earlier_report_is_not_marked_by_the_later_one(
    cast: Cast, second: User, of_2020: Edition
) -> None:
    for _number in range(12):
        depart(date(2020, 5, 4), destination="BR", recorded=NEXT_YEAR - timedelta(days=9))
    of_2021(cast, second)
    assert imprint_of(Edition.objects.get(pk=of_2020.pk), "en", public=True).before == ()
