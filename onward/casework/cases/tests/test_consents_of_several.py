"""What a family allows is recorded at once: one witness, one speaker for the children, one event each."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from onward.access.models import Restriction
from onward.casework.cases.actions import Joining
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_person
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.text import day_in_words
from onward.records.consents.models import Consent
from onward.records.consents.tests.factories import a_consent
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
SHARE = "share-with-mission"


def a_family(cast: Cast) -> Case:
    """Return the case of two adults and a child."""
    return a_case(
        cast.lies,
        a_person(cast.be, "Hassan Zubaidi"),
        a_person(cast.be, "Suad Mahdi"),
        a_person(cast.be, "Zaid Zubaidi", born=date(2019, 3, 1)),
    )


def address_of(case: Case, cast: Cast, **more: str) -> str:
    """Return the address of the form, with what a link fills in."""
    asked = {"purpose": SHARE, "recipient": str(cast.iraq.key), **more}
    return f"/cases/{case.reference}/do/consents/?{urlencode(asked)}"


def sent_as_shown(client: Client, address: str, **typed: Any) -> Any:
    """Send the form as it is shown, with what is typed over it."""
    form = client.get(address).context["form"]
    shown = {field.name: field.value() for field in form if field.value() is not None}
    return client.post(address, shown | typed)


def test_the_consents_of_a_family_are_recorded_at_once_and_lead_back_to_the_hand_over(client: Client) -> None:
    cast = make_cast()
    case = a_family(cast)
    client.force_login(cast.lies)
    hand_over = client.get(f"/cases/{case.reference}/do/hand-over/?mission={cast.iraq.key}")
    together = hand_over.context["form"].together
    assert "Record for all of them" in hand_over.content.decode()

    form = client.get(together).context["form"]
    assert (form["purpose"].value(), form["recipient"].value()) == (SHARE, str(cast.iraq.key))
    assert form["witness"].value() == cast.lies.name
    assert len(form["travellers"].value()) == 3

    answer = sent_as_shown(client, together, given_by="Suad Mahdi")
    assert answer["Location"] == f"/cases/{case.reference}/do/hand-over/?mission={cast.iraq.key}"
    back = client.get(answer["Location"])
    assert back.context["form"]["mission"].value() == str(cast.iraq.key)
    assert not back.context["form"].wanted
    assert "Consents recorded." in back.content.decode()

    spoke = {one.person_key: one.given_by for one in Consent.objects.filter(witness=cast.lies.name)}
    names = {one.person.name: spoke[one.person.key] for one in case.travellers.select_related("person")}
    assert names == {"Hassan Zubaidi": "", "Suad Mahdi": "", "Zaid Zubaidi": "Suad Mahdi"}
    told = list(Event.objects.filter(type="consents.given").values_list("person_key", flat=True))
    assert len(told) == 3
    assert set(told) == set(spoke)


def test_a_child_for_whom_nobody_spoke_refuses_the_consents_of_all(client: Client) -> None:
    cast = make_cast()
    case = a_family(cast)
    client.force_login(cast.lies)
    refused = sent_as_shown(client, address_of(case, cast))
    assert refused.status_code == 422
    assert "a parent or guardian speaks for them" in str(refused.context["form"].errors["given_by"])
    assert not Consent.objects.exists()
    assert not Event.objects.filter(type="consents.given").exists()

    adults = [str(one.key) for one in case.travellers.exclude(person__name="Zaid Zubaidi")]
    assert sent_as_shown(client, address_of(case, cast), travellers=adults).status_code == 302
    assert Consent.objects.count() == 2


def test_who_was_a_child_on_the_day_refuses_the_consents_of_all(client: Client) -> None:
    cast = make_cast()
    lately_grown = a_person(
        cast.be, "Noor Zubaidi", born=clock.today().replace(year=clock.today().year - 19, day=1)
    )
    case = a_case(cast.lies, a_person(cast.be, "Hassan Zubaidi"), lately_grown)
    client.force_login(cast.lies)
    before = clock.today() - timedelta(days=800)
    refused = sent_as_shown(client, address_of(case, cast), given_on=before.isoformat())
    assert refused.status_code == 422
    assert "a parent or guardian speaks for them" in str(refused.context["form"].errors["given_by"])
    assert not Consent.objects.exists(), "nor that of the adult before"


def test_a_form_for_several_that_is_sent_twice_records_once(client: Client) -> None:
    cast = make_cast()
    case = a_family(cast)
    client.force_login(cast.lies)
    address = address_of(case, cast)
    form = client.get(address).context["form"]
    shown = {field.name: field.value() for field in form if field.value() is not None}
    for _time in range(2):
        client.post(address, shown | {"given_by": "Suad Mahdi"})
    assert Consent.objects.count() == 3


def test_who_is_hidden_is_neither_offered_nor_recorded(client: Client) -> None:
    cast = make_cast()
    case = a_family(cast)
    hidden = case.travellers.select_related("person").get(person__name="Zaid Zubaidi")
    Restriction.objects.create(person_key=hidden.person.key, category="child")
    client.force_login(cast.lies)
    address = address_of(case, cast)
    page = client.get(address)
    assert [name for _pk, name in page.context["form"].fields["travellers"].choices] == [
        "Hassan Zubaidi",
        "Suad Mahdi",
    ]
    assert "Zaid" not in page.content.decode()
    refused = sent_as_shown(client, address, travellers=[str(hidden.key)], given_by="Suad Mahdi")
    assert refused.status_code == 422
    assert not Consent.objects.exists()


def test_who_has_agreed_already_is_offered_unticked(client: Client) -> None:
    cast = make_cast()
    case = a_family(cast)
    agreed = case.travellers.select_related("person").get(person__name="Suad Mahdi")
    a_consent(agreed.person.key, cast.iraq.key, office=cast.be)
    client.force_login(cast.lies)
    form = client.get(address_of(case, cast)).context["form"]
    assert str(agreed.key) not in form["travellers"].value()
    assert len(form["travellers"].value()) == 2
    names = dict(form.fields["travellers"].choices)
    assert names[str(agreed.key)] == f"Suad Mahdi (agreed on {day_in_words(clock.today())})"
    everybody = sorted(names)
    refused = sent_as_shown(client, address_of(case, cast), travellers=everybody, given_by="Suad Mahdi")
    assert refused.status_code == 422
    assert "stands already, with the same days" in str(refused.context["form"].errors["travellers"])
    assert Consent.objects.count() == 1


def test_a_recipient_that_nobody_knows_and_a_page_elsewhere_are_not_followed(client: Client) -> None:
    cast = make_cast()
    case = a_family(cast)
    client.force_login(cast.lies)
    odd = address_of(case, cast, recipient="nobody", purpose="nothing")
    assert len(client.get(odd).context["form"]["travellers"].value()) == 3
    assert sent_as_shown(client, odd, given_by="Suad Mahdi").status_code == 422
    away = address_of(case, cast, back="https://example.org/")
    assert sent_as_shown(client, away, given_by="Suad Mahdi")["Location"] == f"/cases/{case.reference}/"


def test_nobody_speaks_at_once_for_children_with_a_parent_and_for_one_without(client: Client) -> None:
    cast = make_cast()
    people = [
        a_person(cast.be, "Hassan Zubaidi"),
        a_person(cast.be, "Zaid Zubaidi", born=date(2019, 3, 1)),
        a_person(cast.be, "Noor Zubaidi", born=date(2010, 3, 1)),
    ]
    said = zip(people, (None, True, False), strict=True)
    joining = [Joining(one, principal=one is people[0], accompanied=with_one) for one, with_one in said]
    case = a_case(cast.sam, *people, joining=joining)
    client.force_login(cast.sam)
    form = client.get(address_of(case, cast)).context["form"]
    rows = {words: key for key, words in form.fields["travellers"].choices}
    [apart] = [words for words in rows if words.startswith("Noor")]
    assert "travels without a parent" in apart
    assert rows[apart] not in form["travellers"].value()
    assert len(form["travellers"].value()) == 2
    refused = sent_as_shown(
        client, address_of(case, cast), travellers=list(rows.values()), given_by="Hassan Zubaidi"
    )
    assert refused.status_code == 422
    assert "record theirs apart" in str(refused.context["form"].errors["travellers"])
    assert not Consent.objects.filter(witness=cast.sam.name).exists()
    alone = sent_as_shown(client, address_of(case, cast), travellers=[rows[apart]], given_by="Leen Maes")
    assert alone.status_code == 302
    assert [one.given_by for one in Consent.objects.filter(witness=cast.sam.name)] == ["Leen Maes"]
