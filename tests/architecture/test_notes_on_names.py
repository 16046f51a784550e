"""Wherever a name stands that has a note, its mark stands beside it and the note at the foot.

Every address is asked by several of the cast, in a world where everybody goes to Kosovo, comes from there and
has papers from there, and whatever is answered is read.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.http.response import HttpResponse, HttpResponseBase
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from onward.access.models import Office
from onward.casework.cases import actions
from onward.casework.cases.models import Case, Hold
from onward.casework.referrals.models import Referral, ReferredPerson
from onward.delivery.movements.models import Leg, Movement
from onward.records.partners.models import Organisation
from onward.records.people.models import Person, TravelDocument
from onward.reference.data import table
from tests.architecture import access
from tests.architecture.world import World, make_world

READERS = ("lies", "sam", "omar", "erbil", "rik", "ruth", "dirk", "anna")
SAID = ("alt", "aria-label", "content", "data-label", "label", "placeholder", "title")
"""Attributes that are read to somebody. What was typed stays so: values and text areas are not asked."""
REFUSED = ("403", "404", "405")
"""Answers of the table of access that name nothing but what was refused: they are not asked again."""
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
NAMED = re.compile(
    rf"(?<!\w)(?:{'|'.join(table('countries')['notes']['kosovo-1244']['words'])})([¹*]?)(?!\w)", re.IGNORECASE
)
BESIDE = re.compile(r"\* [^\n]*1244 \(1999\)[^\n]*")
"""The note of a list to choose from, or of what is swapped into a page: it stands there, not at the foot."""


class Reading(HTMLParser):
    """What a reader is told by a page, with raised marks, and the notes at its foot.

    Attributes:
        words: the page's text and spoken attributes.
        notes: the text of each note.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.notes = "", list[str]()
        self._within: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element, and take down what its attributes say."""
        given = dict(attrs)
        kind = given.get("class") or ""
        if tag in ("p", "script", "style", "sup", "textarea"):
            self._within.append("note" if kind == "footnote" else "mark" if kind == "footnote-mark" else tag)
        if kind == "footnote":
            self.notes.append("")
        if "mark" not in self._within:
            self.words += "".join(f"\n{given[name]}" for name in SAID if given.get(name)) + "\n"

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag in ("p", "script", "style", "sup", "textarea") and self._within:
            self._within.pop()
        elif "mark" not in self._within:
            self.words += "\n"

    def handle_data(self, data: str) -> None:
        """Take down what an element says."""
        if "note" in self._within:
            self.notes[-1] += data
        elif "mark" in self._within:
            self.words += data.translate(RAISED)
        elif not {"script", "style", "textarea"} & {*self._within}:
            self.words += data


def faults(answer: HttpResponseBase) -> list[str]:
    """Return what is wrong with the names and notes of an answer."""
    kind = answer.headers.get("Content-Type", "")
    text = answer.content.decode() if isinstance(answer, HttpResponse) and "charset" in kind else ""
    if "text/html" in kind:
        page = Reading(text)
        words, notes = page.words, sum("1244 (1999)" in one for one in page.notes)
    else:
        words = "\n".join(line for line in text.splitlines() if not line.startswith("¹ "))
        notes = sum(line.startswith("¹ ") for line in text.splitlines())
    beside, words = len(BESIDE.findall(words)), BESIDE.sub("", words)
    named = list(NAMED.finditer(words))
    bare = [words[max(0, one.start() - 40) : one.end() + 20] for one in named if not one.group(1)]
    wrong = [f"without its mark: {one!r}" for one in bare]
    for mark, found in (("¹", notes), ("*", beside)):
        marked = sum(one.group(1) == mark for one in named)
        if found != bool(marked):
            wrong.append(f"marked {mark} {marked} times, with {found} notes")
    return wrong


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The made-up world, moved to Kosovo; every request in it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = make_world()
        for label in ("open", "child"):
            case = Case.objects.get(key=found.files[label].case_key)
            actions.change_destination(found.cast.sam, case, "XK", "Prizren")
        for model in (Case, Hold, Referral):
            model.objects.update(destination="XK")
        Person.objects.update(nationalities=["XK", "AL"])
        ReferredPerson.objects.update(nationality="XK")
        TravelDocument.objects.update(issuer="XK")
        Organisation.objects.update(country="XK")
        Office.objects.filter(pk=found.cast.iraq.pk).update(name="Kosovo", country="XK")
        for movement in Movement.objects.all():
            Leg.objects.create(movement=movement, number=1, origin="BRU", destination="PRN", mode="air")
        yield found
        transaction.set_rollback(True)


@pytest.mark.parametrize("reader", READERS)
def test_kosovo_is_never_named_without_its_mark_and_its_note_stands_where_it_is(
    world: World, reader: str
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.cast.everybody()[reader])
    table, wrong = access.read(), []
    for row, arguments in access.rows(world):
        if table[row][reader] in REFUSED:
            continue
        wrong += [f"{' '.join(row)}: {one}" for one in faults(access.asked(client, row, arguments))]
    assert not wrong, "\n".join(wrong)
