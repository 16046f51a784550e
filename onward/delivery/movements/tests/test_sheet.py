"""The sheet that a family takes along."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import reverse

from onward.access.models import Office
from onward.delivery.movements.models import Leg, Movement, Passenger
from onward.delivery.movements.pages import sheet
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, a_niece_alone
from onward.kernel import clock
from onward.records.people.models import Person, TravelDocument
from onward.records.people.tests.factories import restricted
from onward.reference.airports import airport
from onward.reference.choices import listed
from tests.cast import make_cast

TEMPLATES = Path(sheet.__file__).parents[1] / "templates" / "movements"

pytestmark = pytest.mark.django_db


def a_sheet(language: str, **query: str) -> str:
    """Return the page of a sheet of a journey from Brussels to Erbil, as the movement officer opens it."""
    cast = make_cast()
    Office.objects.filter(pk=cast.be.pk).update(phone="+32 2 555 01 00", address="Rue de l’Exemple 1")
    movement = a_journey(cast, a_cleared_case(cast))
    Leg.objects.filter(movement=movement).update(departs_at=clock.now(), arrives_at=clock.now())
    return opened(cast, movement, language, **query)


def opened(cast: Any, movement: Movement, language: str, **query: str) -> str:
    cast.omar.language = language
    cast.omar.save()
    client = Client()
    client.force_login(cast.omar)
    answer = client.get(reverse("movements:sheet", args=[movement.key]), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def paper_of(page: str) -> str:
    """Return what the family holds in hand: the text of the sheet without the staff's page around it."""
    article = page[page.index("<article") : page.index("</article>")]
    return re.sub(r"<[^>]+>", " ", article)


def test_in_arabic_it_runs_from_right_to_left_and_no_english_is_left_on_it() -> None:
    page = a_sheet("en", **{"in": "ar"})
    assert '<article class="stack" lang="ar" dir="rtl">' in page
    assert '<html lang="en" dir="ltr"' in page
    paper = paper_of(page)
    assert "أربيل" in paper
    assert "بروكسل" in paper
    assert "," not in paper
    own = {"Hassan", "Zubaidi", "Brussels", "Rue", "de", "Exemple", "BRU", "EBL", "IST", "BE", "HZ", "TK"}
    assert set(re.findall(r"[A-Za-z]{2,}", paper)) - own == set()


def test_how_they_travel_on_is_said_to_be_in_the_words_of_the_office() -> None:
    a_sheet("en")
    cast, movement = make_cast(), Movement.objects.get()
    Movement.objects.update(onward_transport="A van waits at the airport.")
    page = opened(cast, movement, "en", **{"in": "ar"})
    article = page[page.index("<article") : page.index("</article>")]
    assert '<q lang="" dir="auto">A van waits at the airport.</q> <small>(مكتبنا)</small>' in article
    said = "How they travel on stands there in the words in which it was typed"
    assert said in page[: page.index("<article")]
    assert said not in article
    assert said not in opened(cast, movement, "en", **{"in": "en"})


def test_every_word_that_it_may_need_is_in_each_further_language() -> None:
    for language in sheet.FURTHER_LANGUAGES:
        with (settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po").open("rb") as file:
            known = {entry.id for entry in read_po(file, locale=language) if entry.string and not entry.fuzzy}
        names = ("sheet.html", "_legs.html")
        sources = [(TEMPLATES / name).read_text() for name in names]
        article = sources[0][sources[0].index("<article") : sources[0].index("</article>")]
        words = set(re.findall(r'translate "([^"]+)"', article + sources[1]))
        words |= {str(choice.label) for choice in (*Leg.Mode, *TravelDocument.Kind)}
        words |= {words.en for words in listed("assistance").values()}
        assert words - known == set()
        assert {words.en for words in listed("assistance").values()} == set(sheet.WORDS_OF_DEFINITIONS)


def test_without_times_or_a_number_to_call_it_says_that_it_must_not_be_handed_out() -> None:
    assert "Not complete" not in a_sheet("en")
    cast = make_cast()
    movement = Movement.objects.get()
    Leg.objects.update(arrives_at=None)
    page = opened(cast, movement, "en")
    assert "Not complete" in page
    assert "the times of each leg" in page
    assert "data-print" not in page
    Office.objects.update(phone="")
    assert "the telephone number and the address of our office" in opened(cast, movement, "en")


def test_it_tells_the_number_and_the_address_of_the_office() -> None:
    paper = paper_of(a_sheet("en"))
    assert "+32 2 555 01 00" in paper
    assert "Rue de l’Exemple 1" in paper


def test_it_opens_in_a_language_of_the_family_and_says_which_one_it_lacks() -> None:
    page = a_sheet("fr")
    assert 'lang="fr" dir="ltr">' in page
    cast, movement = make_cast(), Movement.objects.get()
    Person.objects.update(languages=["ckb", "ar"])
    assert '<article class="stack" lang="ar"' in opened(cast, movement, "fr")
    Person.objects.update(languages=["ckb"])
    page = opened(cast, movement, "fr")
    assert "sorani" in page
    assert '<article class="stack" lang="fr"' in page


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("EBL", "en", "Erbil"),
        ("BGW", "fr", "Bagdad"),
        ("BRU", "nl", "Brussel"),
        ("EBL", "ckb", "هەولێر"),
        ("CRL", "ar", "شارلروا"),
    ],
)
def test_a_town_is_named_in_the_readers_language(code: str, language: str, name: str) -> None:
    found = airport(code)
    assert found is not None
    assert found.town(language) == name


IS_MET = ("meets you there", "wacht daar op u", "vous y attend", "سيستقبلكم", "سيلتقي")


@pytest.mark.parametrize("language", ["en", "fr", "nl", "ar"])
def test_nobody_is_promised_at_the_airport_who_is_not_booked_to_be_there(language: str) -> None:
    paper = paper_of(a_sheet("en", **{"in": language})).replace("Niemand van ons kantoor wacht daar op u", "")
    paper = paper.replace("Personne de notre bureau ne vous y attend", "")
    assert not any(words in paper for words in IS_MET)
    cast, movement = make_cast(), Movement.objects.get()
    for fields in ({"assistance": ["airport-help"]}, {"escort_kind": "social", "escort_name": "Ann Peeters"}):
        Passenger.objects.update(**fields)
        assert any(words in paper_of(opened(cast, movement, "en", **{"in": language})) for words in IS_MET)


def test_whom_nobody_meets_is_told_where_to_go_and_whom_to_call() -> None:
    paper = paper_of(a_sheet("en"))
    assert "Nobody from our office waits for you there: go to the desk of your airline" in paper
    assert "call our office: the number stands below" in paper
    assert "Ask there for the help" not in paper
    cast, movement = make_cast(), Movement.objects.get()
    Passenger.objects.update(assistance=["wheelchair"])
    paper = paper_of(opened(cast, movement, "en"))
    assert "Ask there for the help that is booked for you." in paper
    assert "meets you" not in paper


def test_who_may_open_the_file_reads_that_the_counsellors_sheet_leaves_the_child_out_and_prints_one() -> None:
    cast = make_cast()
    case, niece = a_niece_alone(cast, cast.sam, born=clock.today().replace(year=clock.today().year - 12))
    journey = a_journey(cast, case)
    client = Client()
    told = {}
    for user in (cast.sam, cast.lies, cast.omar):
        client.force_login(user)
        told[user.name] = client.get(reverse("movements:movement", args=[journey.key])).content.decode()
    printed = reverse("movements:sheet", args=[journey.key])
    line = told[cast.sam.name].split('id="left-out"')[1].split("</div>")[0]
    assert niece.name in line
    assert printed in line
    assert "left-out" not in told[cast.lies.name], "it is not told to who may not know"
    assert niece.name not in told[cast.lies.name]
    assert "left-out" not in told[cast.omar.name], "who moves people sees the travel cards only"
    client.force_login(cast.lies)
    assert niece.name not in client.get(printed).content.decode()
    client.force_login(cast.sam)
    assert niece.name in client.get(printed).content.decode()


def test_where_nobody_is_restricted_or_everybody_nothing_is_said_of_the_sheet() -> None:
    cast = make_cast()
    client = Client()
    client.force_login(cast.sam)
    journey = a_journey(cast, a_cleared_case(cast))
    address = reverse("movements:movement", args=[journey.key])
    assert "left-out" not in client.get(address).content.decode()
    for one in journey.passengers.select_related("traveller__person"):
        restricted(one.traveller.person, "child")
    assert "left-out" not in client.get(address).content.decode()
