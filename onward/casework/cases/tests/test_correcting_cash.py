"""Departure cash is told rightly, or taken back; what is hardly right is asked about once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from onward.casework.cases import actions, problems, rules
from onward.casework.cases.forms.fields import CHOOSE_AGAIN
from onward.casework.cases.models import Case, CashHandover, Document, Traveller
from onward.casework.cases.tests.factories import a_case, a_member, a_person, page_of, traveller_of
from onward.casework.cases.tests.test_papers_pages import SCAN
from onward.casework.programmes.queries import rules_in_force
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, Missing, Refused
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words
from onward.records.people.models import Person
from onward.records.people.tests.factories import restricted
from onward.records.projects import queries as projects
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast
from tests.sequences.told import cases
from tests.sequences.told.log import read_log
from tests.support.forms import as_shown

pytestmark = pytest.mark.django_db
FUNDER = "fedasil-avrr-be"


@pytest.fixture(autouse=True)
def _stored_here(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _rows_are_as_events_tell() -> Iterator[None]:
    """Compare cases with the standing events when a test is over."""
    yield
    cases.check(read_log())


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def a_receipt(cast: Cast, case: Case, name: str = "receipt.pdf") -> Document:
    scan = BytesIO(SCAN + name.encode())
    return actions.add_document(cast.lies, case, scan, name=name, kind="receipt")


def given_to(cast: Cast, one: Traveller, amount: str = "150", **more: Any) -> CashHandover:
    receipt = a_receipt(cast, one.case, f"receipt{Document.objects.count()}.pdf")
    return actions.give_cash(cast.lies, one, Decimal(amount), "EUR", FUNDER, receipt, **more)


def right(given: CashHandover, **other: Any) -> actions.RightCash:
    """Return what stands, with what is right of it."""
    stands = actions.RightCash(given.traveller, given.amount, given.currency, given.project, given.given_on)
    return replace(stands, **other)


def told() -> list[tuple[str, str, str]]:
    """Return amount, day and reason of the cash that stands in the log."""
    rows = Event.objects.filter(type="cases.cash_given").standing().order_by("position")
    return [
        (one.payload["amount"], one.occurred_on.isoformat(), one.payload.get("corrected") or "")
        for one in rows
    ]


def test_amount_day_and_project_are_told_rightly_in_the_place_of_what_was_wrong(cast: Cast) -> None:
    given = given_to(cast, traveller_of(a_case(cast.lies, opened_on=clock.today() - timedelta(days=9))))
    day = clock.today() - timedelta(days=3)
    actions.correct_cash(
        cast.lies, given, right(given, amount=Decimal("50"), currency="USD", given_on=day), "wrong-amount"
    )
    given.refresh_from_db()
    assert (given.amount, given.currency, given.given_on) == (Decimal("50"), "USD", day)
    assert told() == [("50", day.isoformat(), "wrong-amount")]
    assert Event.objects.filter(type="cases.cash_given").count() == 2


def test_who_was_slower_reads_what_it_was_and_is_as_their_language_writes_amounts(cast: Cast) -> None:
    given = given_to(cast, traveller_of(a_case(cast.lies)))
    seen = Event.objects.get(type="cases.cash_given").position
    actions.correct_cash(cast.lies, given, right(given, amount=Decimal("111")), "wrong-amount")
    actions.correct_cash(cast.lies, given, right(given, amount=Decimal("112.5")), "wrong-amount")
    with translation.override("fr"), pytest.raises(ChangedMeanwhile) as meanwhile:
        actions.take_back_cash(cast.lies, given, "not-given", version=seen)
    [(_what, was, now)] = meanwhile.value.changes
    assert (was, now) == ("150,00 EUR", "112,50 EUR")


def test_who_was_slower_reads_each_field_that_is_another_and_no_other(cast: Cast) -> None:
    wife, day = a_person(cast.be, "Suad Mahdi", sex="female"), clock.today()
    case = a_case(cast.lies, a_person(cast.be), wife, opened_on=day - timedelta(days=9))
    given = given_to(cast, traveller_of(case))
    seen = Event.objects.get(type="cases.cash_given").position
    actions.correct_cash(cast.lies, given, right(given, given_on=day - timedelta(days=3)), "wrong-day")
    given.refresh_from_db()
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        actions.take_back_cash(cast.lies, given, "not-given", version=seen)
    was, now = (day_in_words(one, "j F Y") for one in (day, day - timedelta(days=3)))
    assert meanwhile.value.changes == [("Given on", was, now)]
    first, other = traveller_of(case).person.name, traveller_of(case, wife)
    actions.correct_cash(
        cast.lies, given, right(given, traveller=other, amount=Decimal("80")), "wrong-traveller"
    )
    given.refresh_from_db()
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        actions.take_back_cash(cast.lies, given, "not-given", version=seen)
    assert meanwhile.value.changes == [
        ("Traveller", first, "Suad Mahdi"),
        ("Amount", "150.00 EUR", "80.00 EUR"),
        ("Given on", was, now),
    ]


def test_what_was_given_to_another_is_told_of_them(cast: Cast) -> None:
    other = a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_case(cast.lies, a_person(cast.be), other)
    given = given_to(cast, traveller_of(case))
    actions.correct_cash(
        cast.lies, given, right(given, traveller=traveller_of(case, other)), "wrong-traveller"
    )
    [stands] = Event.objects.filter(type="cases.cash_given", retracts=False).standing()
    assert (stands.person_key, stands.payload["corrected"]) == (other.key, "wrong-traveller")


def test_what_was_not_handed_over_is_taken_back_and_its_receipt_is_free(cast: Cast) -> None:
    given = given_to(cast, traveller_of(a_case(cast.lies)))
    receipt = given.receipt
    actions.take_back_cash(cast.lies, given, "not-given")
    assert told() == []
    assert not CashHandover.objects.exists()
    actions.give_cash(cast.lies, given.traveller, Decimal("20"), "EUR", FUNDER, receipt)
    with pytest.raises(ChangedMeanwhile):
        actions.take_back_cash(cast.lies, given, "not-given")


def test_of_two_alike_one_is_taken_back_and_the_other_stands(cast: Cast) -> None:
    one = traveller_of(a_case(cast.lies))
    given_to(cast, one)
    twice = given_to(cast, one, sure=True)
    actions.take_back_cash(cast.lies, twice, "twice")
    assert len(told()) == 1


def test_it_is_corrected_by_whoever_may_give_it_and_not_for_nothing(cast: Cast) -> None:
    given = given_to(cast, traveller_of(a_case(cast.lies)))
    with pytest.raises(Refused):
        actions.take_back_cash(cast.ruth, given, "not-given")
    with pytest.raises(Invalid):
        actions.correct_cash(cast.lies, given, right(given), "wrong-amount")
    with pytest.raises(problems.CashOutOfBounds):
        actions.correct_cash(cast.lies, given, right(given, amount=Decimal("5001")), "wrong-amount")


@pytest.mark.parametrize(("amount", "asked"), [("500", False), ("500.01", True)])
def test_more_than_ten_times_the_usual_is_asked_about(cast: Cast, amount: str, asked: bool) -> None:
    one = traveller_of(a_case(cast.lies))
    if asked:
        with pytest.raises(problems.UnlikelyCash) as caught:
            given_to(cast, one, amount)
        assert "50.00 EUR" in caught.value.say()
    given_to(cast, one, amount, sure=asked)
    assert len(told()) == 1


def test_a_second_one_of_the_day_is_asked_about_on_the_page_and_saved_once_it_is_so(
    cast: Cast, client: Client
) -> None:
    one = traveller_of(a_case(cast.lies))
    given_to(cast, one)
    client.force_login(cast.lies)
    form = reverse("cases:do", args=[one.case.reference, "cash"])
    shown = client.get(form).context["form"]
    receipt = a_receipt(cast, one.case, "second.pdf")
    sent = {
        "once": str(shown["once"].value()),
        "traveller": str(one.key),
        "amount": "75",
        "currency": "EUR",
        "project": FUNDER,
        "receipt": str(receipt.key),
        "given_on": clock.today().isoformat(),
    }
    asked = client.post(form, sent)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "on this day they were given cash already (150.00 EUR)" in page
    assert 'value="75"' in page
    assert "It is so: record it all the same" in page
    sent["once"] = str(asked.context["form"]["once"].value())
    assert client.post(form, sent | {"sure": "on"}).status_code == 302
    assert len(told()) == 2


def test_the_page_corrects_what_was_typed_and_leaves_the_rest(cast: Cast, client: Client) -> None:
    given = given_to(cast, traveller_of(a_case(cast.lies)), "1500", sure=True)
    client.force_login(cast.lies)
    case = given.traveller.case
    form = reverse("cases:do", args=[case.reference, "correct-cash"])
    assert form in client.get(reverse("cases:case", args=[case.reference])).content.decode()
    shown = client.get(form).context["form"]
    sent = {"cash": told_as(given), "right": "another", "amount": "150", "reason": "wrong-amount"}
    sent |= {name: str(shown[name].value()) for name in ("once", "version")}
    assert client.post(form, sent).status_code == 302
    assert told() == [("150", clock.today().isoformat(), "wrong-amount")]
    assert client.post(form, sent | {"once": ""}).status_code == 422, "typed from an older page"
    page = client.get(reverse("cases:case", args=[case.reference])).content.decode()
    assert "Another amount was typed" in page


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2020-12-03", "Figures of 2020 change with it."),
        ("2021-02-01", "Figures of what is over change with it: first half of 2021."),
        ("2021-07-02", None),
    ],
)
def test_cash_of_a_period_that_is_over_says_which_figures_change(
    cast: Cast, client: Client, day: str, said: str | None
) -> None:
    with clock.at(datetime(2020, 12, 1, 10, tzinfo=UTC)):
        one = traveller_of(a_case(cast.lies))
        receipt = a_receipt(cast, one.case)
    with clock.at(datetime(2021, 7, 5, 10, tzinfo=UTC)):
        client.force_login(cast.lies)
        form = reverse("cases:do", args=[one.case.reference, "cash"])
        shown = client.get(form).context["form"]
        sent = {
            "once": str(shown["once"].value()),
            "traveller": str(one.key),
            "amount": "75",
            "currency": "EUR",
            "project": FUNDER,
            "receipt": str(receipt.key),
            "given_on": day,
        }
        page = client.post(form, sent, follow=True).content.decode()
    assert (said in page) if said else ("change with it" not in page)


def test_cash_is_not_taken_back_for_a_reason_that_corrects_it(cast: Cast, client: Client) -> None:
    given = given_to(cast, traveller_of(a_case(cast.lies)))
    with pytest.raises(NoSuchChoice):
        actions.take_back_cash(cast.lies, given, "wrong-amount")
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[given.traveller.case.reference, "correct-cash"])
    shown = client.get(address)
    assert "Another amount was typed" in shown.text
    typed = {"cash": told_as(given), "right": "not-so", "version": shown.context["form"]["version"].value()}
    again = client.post(address, typed | {"reason": "wrong-amount"})
    assert again.status_code == 422
    assert "Choose why it is taken back." in again.text
    assert "Another amount was typed" not in again.text
    assert CashHandover.objects.exists()
    assert client.post(address, typed | {"reason": "twice"}).status_code == 302
    assert not CashHandover.objects.exists()


def test_what_was_handed_over_otherwise_is_not_said_not_to_have_been(cast: Cast, client: Client) -> None:
    given = given_to(cast, traveller_of(a_case(cast.lies)))
    for reason in ("not-given", "twice"):
        with pytest.raises(NoSuchChoice):
            actions.correct_cash(cast.lies, given, right(given, amount=Decimal("50")), reason)
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[given.traveller.case.reference, "correct-cash"])
    shown = client.get(address).text
    assert "It was recorded twice" in shown
    again = client.post(address, as_shown(shown, right="another", amount="50", reason="not-given"))
    assert again.status_code == 422
    assert list(again.context["form"].errors) == ["reason"]
    assert "It was recorded twice" not in again.text
    typed = as_shown(again.text, right="another", amount="50", reason="told-wrongly")
    assert client.post(address, typed).status_code == 302
    assert told() == [("50", clock.today().isoformat(), "told-wrongly")]


def test_what_a_programme_gives_no_more_does_not_stop_the_right_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = given_to(cast, traveller_of(a_case(cast.lies, opened_on=clock.today() - timedelta(days=9))))
    service, cash = rules.cash_of(rules_in_force("avrr-be").definition)
    other = cash.model_copy(update={"at_most": Decimal(100), "currencies": ("USD",)})
    monkeypatch.setattr(rules, "cash_of", lambda _programme: (service, other))
    monkeypatch.setattr(projects, "codes_for", lambda *_of: [])
    day = given.given_on - timedelta(days=1)
    given = actions.correct_cash(cast.lies, given, right(given, given_on=day), "wrong-day")
    assert (given.given_on, given.amount, given.currency) == (day, Decimal(150), "EUR")
    with pytest.raises(problems.CashOutOfBounds):
        actions.correct_cash(cast.lies, given, right(given, amount=Decimal(120)), "wrong-amount")
    less = right(given, amount=Decimal(90))
    assert actions.correct_cash(cast.lies, given, less, "wrong-amount").currency == "EUR"
    with pytest.raises(NoSuchChoice):
        actions.correct_cash(cast.lies, given, right(given, currency="CHF"), "wrong-amount")


def test_a_scan_is_asked_for_again_where_one_was_handed_in_alone(cast: Cast, client: Client) -> None:
    one = traveller_of(a_case(cast.lies))
    given, _other = given_to(cast, one), given_to(cast, one, "75", sure=True)
    client.force_login(cast.lies)
    new, right_one = (
        reverse("cases:do", args=[one.case.reference, what]) for what in ("cash", "correct-cash")
    )
    sent = as_shown(client.get(new).text, amount="75", receipt="new")
    sent |= {"currency": "EUR", "project": FUNDER, "traveller": str(one.key)}
    scan = SimpleUploadedFile("third.pdf", SCAN + b"\n% third")
    asked = client.post(new, sent | {"file": scan})
    assert "already" in str(asked.context["form"].errors["amount"])
    assert "Choose the scan again" in str(asked.context["form"].errors["file"])
    sent = as_shown(client.get(right_one).text, cash=told_as(given), right="another", amount="80")
    asked = client.post(right_one, sent | {"reason": "wrong-amount"})
    assert "already" in str(asked.context["form"].errors["amount"])
    assert "scan" not in str(asked.context["form"].errors)


def test_why_it_was_wrong_is_told_once_where_it_is_taken_back_for_the_same(cast: Cast) -> None:
    given = given_to(cast, traveller_of(a_case(cast.lies)))
    given = actions.correct_cash(cast.lies, given, right(given, amount=Decimal(90)), "told-wrongly")
    actions.take_back_cash(cast.lies, given, "told-wrongly")
    back, corrected, _first = (
        one.words
        for one in page_of(cast.lies, given.traveller.case).happened
        if one.event.type == "cases.cash_given"
    )
    assert back == "Taken back: Departure cash: 90.00 EUR (We were told wrongly)"
    assert corrected == "Departure cash: 90.00 EUR (corrected: We were told wrongly)"


def test_taken_back_beside_what_is_right_it_asks_which_is_meant(cast: Cast, client: Client) -> None:
    given = given_to(cast, traveller_of(a_case(cast.lies)))
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[given.traveller.case.reference, "correct-cash"])
    sent = as_shown(client.get(address).text, right="not-so", reason="twice")
    typed = ({"amount": "0"}, {"currency": "USD"}, {"project": FUNDER}, {"given_on": clock.today()})
    for right_of_it in (*typed, {"traveller": given.traveller.key}):
        refused = client.post(address, sent | right_of_it)
        assert list(refused.context["form"].errors) == ["right"], right_of_it
        assert "Say which is meant" in refused.text
    assert client.post(address, sent).status_code == 302
    assert told() == []


@pytest.mark.parametrize("day", [1, -60])
def test_all_that_is_wrong_with_a_correction_is_told_at_once(cast: Cast, client: Client, day: int) -> None:
    given = given_to(cast, traveller_of(a_case(cast.lies)))
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[given.traveller.case.reference, "correct-cash"])
    on = (clock.today() + timedelta(days=day)).isoformat()
    sent = as_shown(client.get(address).text, right="another", amount="99999", given_on=on)
    assert set(client.post(address, sent).context["form"].errors) == {"given_on", "amount", "reason"}


def test_a_second_click_is_no_change_of_a_colleague(cast: Cast, client: Client) -> None:
    given = given_to(cast, traveller_of(a_case(cast.lies)))
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[given.traveller.case.reference, "correct-cash"])
    sent = as_shown(client.get(address).text, right="another", reason="wrong-amount", amount="75")
    assert [client.post(address, sent).status_code for _click in range(2)] == [302, 409]


def test_cash_that_a_colleague_took_back_is_said_to_be_gone_in_words(cast: Cast, client: Client) -> None:
    one = traveller_of(a_case(cast.lies))
    gone, _other = given_to(cast, one), given_to(cast, one, "75", sure=True)
    client.force_login(cast.lies)
    address = reverse("cases:do", args=[one.case.reference, "correct-cash"])
    sent = as_shown(client.get(address).text, cash=told_as(gone), right="not-so", reason="twice")
    actions.take_back_cash(cast.sam, gone, "twice")
    assert client.post(address, sent).context["form"].errors["cash"] == [CHOOSE_AGAIN]


def went_apart(cast: Cast) -> tuple[CashHandover, Case]:
    """Return what was given to a wife before she went on apart with her brother, and their new case."""
    wife, brother = (a_person(cast.be, name, sex="female") for name in ("Suad Mahdi", "Ali Mahdi"))
    case = a_case(cast.lies, a_person(cast.be), wife, brother, opened_on=clock.today() - timedelta(days=9))
    given = given_to(cast, traveller_of(case, wife))
    both = [traveller_of(case, one) for one in (wife, brother)]
    new = actions.part_travellers(cast.lies, case, both, both[0], "travels-later")
    given.traveller.refresh_from_db()
    return given, new


def test_cash_of_who_went_on_apart_is_corrected_where_they_travel_by_now(cast: Cast, client: Client) -> None:
    given, new = went_apart(cast)
    client.force_login(cast.lies)
    here, there = (
        reverse("cases:do", args=[one.reference, "correct-cash"]) for one in (given.traveller.case, new)
    )
    shown = client.get(here).text
    assert "What was given here was given to who went on apart" in shown
    assert there in shown
    form = client.get(there)
    assert "Suad Mahdi: 150.00 EUR" in form.text
    typed = {"cash": told_as(given), "version": form.context["form"]["version"].value()}
    other = typed | {"right": "another", "amount": "120", "reason": "wrong-amount"}
    assert client.post(there, other).status_code == 302
    assert [amount for amount, _day, _why in told()] == ["120"]
    assert client.post(there, other | {"amount": "130"}).status_code == 422, "made from an older copy"
    typed["version"] = client.get(there).context["form"]["version"].value()
    brother = str(traveller_of(new, Person.objects.get(name="Ali Mahdi")).key)
    to_him = typed | {"right": "another", "traveller": brother, "reason": "wrong-traveller"}
    assert client.post(there, to_him).status_code == 302
    [stands] = Event.objects.filter(type="cases.cash_given", retracts=False).standing()
    assert (stands.case_key, stands.person_key) == (
        given.traveller.case.key,
        Person.objects.get(name="Ali Mahdi").key,
    )
    typed["version"] = client.get(there).context["form"]["version"].value()
    assert client.post(there, typed | {"right": "not-so", "reason": "not-given"}).status_code == 302
    assert not CashHandover.objects.exists()


def test_cash_that_was_moved_to_who_went_on_apart_is_moved_back(cast: Cast, client: Client) -> None:
    given, new = went_apart(cast)
    client.force_login(cast.lies)
    husband = traveller_of(given.traveller.case)
    here, there = (
        reverse("cases:do", args=[one.reference, "correct-cash"]) for one in (given.traveller.case, new)
    )
    for form, to, told_in in ((there, husband, True), (here, given.traveller, False), (there, husband, True)):
        sent = as_shown(
            client.get(form).text, right="another", reason="wrong-traveller", traveller=str(to.key)
        )
        page = client.post(form, sent, follow=True)
        assert (f"The timeline of {husband.case.reference} tells it." in page.text) == told_in
        given.refresh_from_db()
        assert given.traveller == to


def test_cash_of_before_is_offered_to_nobody_out_of_sight(cast: Cast, client: Client) -> None:
    given, new = went_apart(cast)
    restricted(traveller_of(given.traveller.case).person)
    client.force_login(cast.lies)
    shown = client.get(reverse("cases:do", args=[new.reference, "correct-cash"]))
    assert "Hassan Zubaidi" not in shown.text


def test_the_way_to_cash_of_who_went_on_apart_stands_beside_what_others_were_given(
    cast: Cast, client: Client
) -> None:
    given, new = went_apart(cast)
    case = given.traveller.case
    given_to(cast, traveller_of(case), "20")
    client.force_login(cast.lies)
    shown = client.get(reverse("cases:do", args=[case.reference, "correct-cash"])).text
    assert "20.00 EUR" in shown
    assert f"Correct it in {new.reference}" in shown
    restricted(given.traveller.person)
    shown = client.get(reverse("cases:do", args=[case.reference, "correct-cash"])).text
    assert new.reference not in shown


def test_cash_is_not_said_to_be_of_somebody_who_was_not_in_its_case(cast: Cast, client: Client) -> None:
    given, new = went_apart(cast)
    sister = actions.add_traveller(cast.lies, new, actions.Joining(a_member(new, "Noor Mahdi")))
    client.force_login(cast.lies)
    there = reverse("cases:do", args=[new.reference, "correct-cash"])
    version = client.get(there).context["form"]["version"].value()
    typed = {"cash": told_as(given), "version": version, "right": "another", "reason": "wrong-traveller"}
    sent = client.post(there, typed | {"traveller": str(sister.key)})
    assert (sent.status_code, "traveller" in sent.context["form"].errors) == (422, True)
    with pytest.raises(Missing):
        actions.correct_cash(cast.lies, given, right(given, traveller=sister), "wrong-traveller")


def test_what_was_given_to_who_stayed_is_told_of_who_went_on_apart(cast: Cast) -> None:
    given, _new = went_apart(cast)
    husband = traveller_of(given.traveller.case)
    own = given_to(cast, husband, "20")
    actions.correct_cash(cast.lies, own, right(own, traveller=given.traveller), "wrong-traveller", sure=True)
    assert given.traveller.cash.count() == 2


def test_of_who_went_on_apart_out_of_sight_cash_is_not_corrected(cast: Cast, client: Client) -> None:
    given, new = went_apart(cast)
    restricted(given.traveller.person)
    with pytest.raises(Missing):
        actions.take_back_cash(cast.lies, given, "not-given")
    client.force_login(cast.lies)
    for case in (given.traveller.case, new):
        shown = client.get(reverse("cases:do", args=[case.reference, "correct-cash"])).text
        assert "No departure cash is on record" in shown
        assert "150" not in shown
