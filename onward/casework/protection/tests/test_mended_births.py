"""A mended birth date may make a child of somebody who travels alone: the file is closed at once."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.restrictions import categories
from onward.casework.cases.actions import Joining
from onward.casework.cases.models import Traveller
from onward.casework.cases.rules import certainly_adult
from onward.casework.cases.tests.factories import a_case, a_person
from onward.kernel import clock
from onward.records.people.actions import mend_person
from onward.records.people.models import Person
from onward.records.people.rules import Born
from onward.records.people.tests.factories import a_person as a_named_person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
CHILDHOOD = Born.on(date(clock.today().year - 16, 1, 1))
GROWN = Born.on(date(1990, 1, 1))


def traveller(cast: Cast, *, accompanied: bool | None, **fields: Any) -> Person:
    """Return somebody who travels along with the head of a household.

    Of who is of age it was said before that was refused, or by a workbook.
    """
    head, other = a_person(cast.be), a_named_person(cast.be, name="Noor Zubaidi", **fields)
    said = None if certainly_adult(other.born_to, clock.today()) else accompanied
    a_case(cast.lies, head, other, joining=[Joining(head, True), Joining(other, accompanied=said)])
    Traveller.objects.filter(person=other).update(accompanied=accompanied)
    return other


def test_who_turns_out_to_be_a_child_alone_is_closed_to_the_very_writer() -> None:
    cast = make_cast()
    niece = traveller(cast, accompanied=False)
    assert categories(niece.key) == frozenset()
    mend_person(cast.lies, niece, born=CHILDHOOD)
    assert categories(niece.key) == {"child"}
    assert not Person.objects.visible_to(cast.lies).filter(pk=niece.pk).exists()


@pytest.mark.parametrize("accompanied", [True, None])
def test_a_child_with_parents_or_of_whom_nobody_knows_stays_open(accompanied: bool | None) -> None:
    cast = make_cast()
    child = traveller(cast, accompanied=accompanied)
    mend_person(cast.lies, child, born=CHILDHOOD)
    assert categories(child.key) == frozenset()


def test_a_mended_date_marks_once_and_lifts_nothing() -> None:
    cast = make_cast()
    niece = traveller(cast, accompanied=False, born=date(clock.today().year - 15, 1, 1))
    assert categories(niece.key) == {"child"}
    mend_person(cast.nora, niece, born=CHILDHOOD)
    mend_person(cast.nora, niece, born=GROWN)
    assert categories(niece.key) == {"child"}


def test_the_page_says_kindly_that_the_file_is_closed_now(client: Client) -> None:
    cast = make_cast()
    niece = traveller(cast, accompanied=False)
    client.force_login(cast.lies)
    address = reverse("people:edit", kwargs={"key": niece.key})
    page = client.get(address)
    typed = {}
    for form in (page.context["form"], *page.context["names"].forms):
        for field in form:
            value = field.value()
            typed[field.html_name] = "" if value is None else str(value)
    typed |= {"names-TOTAL_FORMS": "3", "names-INITIAL_FORMS": "1"}
    answer = client.post(address, typed | {"born_on": f"{clock.today().year - 16}-01-01"}, follow=True)
    assert answer.status_code == 200
    assert "only its focal points open it" in answer.content.decode()
