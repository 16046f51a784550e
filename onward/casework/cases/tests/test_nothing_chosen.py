"""A form that nobody touched records nothing: nothing that is told of somebody is chosen beforehand."""

import pytest
from django import forms
from django.test import Client
from django.utils.timezone import localdate

from onward.casework.cases.doings import DOINGS
from onward.casework.cases.models import Case, Session, Task, Vulnerability
from onward.casework.cases.tests.factories import a_case, a_person, handed_over
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db

STANDS = {"destination": ("destination",), "channel": ("channel",), "declaration": ("signed_by",)}
"""What a form fills in as it stands on record: it is changed there, or follows from what is known."""


def a_family(cast: Cast) -> Case:
    case = a_case(cast.lies, a_person(cast.be, "Hassan Zubaidi"), a_person(cast.be, "Amal Zubaidi"))
    handed_over(case, cast.iraq)
    return case


def shown(client: Client, case: Case, what: str) -> forms.Form:
    form: forms.Form = client.get(f"/cases/{case.reference}/do/{what}/").context["form"]
    return form


def sent_untouched(form: forms.Form) -> dict[str, object]:
    """Return what a browser sends of a form in which nothing was touched."""
    sent: dict[str, object] = {}
    for one in form:
        value = one.value()
        if value is None and isinstance(one.field.widget, forms.Select) and one.subwidgets:
            radios = isinstance(one.field.widget, forms.RadioSelect)
            value = None if radios else one.subwidgets[0].data["value"]
        if value is not None:
            sent[one.html_name] = value
    return sent


@pytest.mark.parametrize("what", DOINGS)
def test_no_form_of_a_case_chooses_one_of_several_for_whoever_fills_it_in(client: Client, what: str) -> None:
    cast = make_cast()
    case = a_family(cast)
    client.force_login(cast.erbil if DOINGS[what].verb == "cases.answer-hand-over" else cast.lies)
    form = shown(client, case, what)
    sent = sent_untouched(form)
    for name, field in form.fields.items():
        if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.MultipleChoiceField):
            continue
        offered = list(field.choices)  # type: ignore[arg-type]  # a list, as the forms give it
        if len(offered) > 1 and name not in STANDS.get(what, ()):
            assert not sent.get(name), f"{name} is chosen: {sent[name]}"


@pytest.mark.parametrize(
    ("what", "table", "marked"),
    [
        ("session", Session, {"way"}),
        ("vulnerability", Vulnerability, {"traveller", "category", "severity"}),
        ("task", Task, {"kind", "due_on"}),
    ],
)
def test_a_slip_of_the_finger_records_nothing(
    client: Client, what: str, table: type[Session | Vulnerability | Task], marked: set[str]
) -> None:
    cast = make_cast()
    case = a_family(cast)
    client.force_login(cast.lies)
    before = table.objects.count()
    answer = client.post(f"/cases/{case.reference}/do/{what}/", sent_untouched(shown(client, case, what)))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == marked
    assert table.objects.count() == before


def test_a_session_of_today_is_recorded_once_somebody_says_how_it_was_held(client: Client) -> None:
    cast = make_cast()
    case = a_family(cast)
    client.force_login(cast.lies)
    sent = sent_untouched(shown(client, case, "session")) | {"way": "in-person"}
    assert client.post(f"/cases/{case.reference}/do/session/", sent).status_code == 302
    assert Session.objects.get().held_on == localdate()
