"""What was spent: recorded by an action, corrected by an event of its own, taken back, and seen by few."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from onward.access.models import User
from onward.kernel import past
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Invalid, Missing, Problem, Refused
from onward.records.projects import problems
from onward.records.projects.actions import correct_expenditure, record_expenditure, take_back_expenditure
from onward.records.projects.definition import BudgetLine
from onward.records.projects.models import Expenditure
from onward.records.projects.queries import known
from onward.records.projects.tests.factories import PROJECT, a_manager, an_invoice
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast
from tests.support.forms import as_shown

pytestmark = pytest.mark.django_db
ADDRESS = f"/projects/{PROJECT}/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def pia(cast: Cast) -> User:
    return a_manager(cast.be)


def told(one: Expenditure) -> list[tuple[str | None, bool]]:
    rows = Event.objects.filter(about_key=one.key).order_by("position")
    return [(event.payload.get("amount"), event.retracts) for event in rows]


def test_an_expenditure_is_a_fact_with_its_amount_to_the_cent(pia: User) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice(amount=Decimal("0.10")))
    event = Event.objects.get(about_key=made.key)
    assert event.type == "projects.spent"
    assert event.payload == {
        "project": PROJECT, "budget_line": "travel", "amount": "0.10", "currency": "EUR",
    }  # fmt: skip
    assert (event.office, event.occurred_on) == ("be", date(2020, 5, 4))


def test_a_correction_stands_in_the_place_of_what_was_told(pia: User) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice(voucher="V-1"))
    correct_expenditure(
        pia,
        made,
        an_invoice(voucher="V-1", amount=Decimal("42.05"), spent_on=date(2020, 5, 6)),
        "wrong-amount",
        version=1,
    )
    assert told(made) == [("420.50", False), ("42.05", False)]
    standing = Event.objects.standing().get(about_key=made.key)
    assert (standing.payload["amount"], standing.occurred_on) == ("42.05", date(2020, 5, 6))
    with pytest.raises(ChangedMeanwhile):
        correct_expenditure(pia, made, an_invoice(voucher="V-1"), "wrong-amount", version=1)
    take_back_expenditure(pia, made, "twice")
    assert not Event.objects.standing().filter(about_key=made.key).exists()
    assert told(made)[-1] == (None, True)
    with pytest.raises(problems.TakenBack):
        take_back_expenditure(pia, made, "twice")
    with pytest.raises(problems.TakenBack):
        correct_expenditure(pia, made, an_invoice(), "wrong-amount")


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"amount": Decimal("0")}, problems.AmountOutOfBounds),
        ({"amount": Decimal("1.005")}, problems.AmountOutOfBounds),
        ({"amount": Decimal("NaN")}, problems.AmountOutOfBounds),
        ({"amount": Decimal("10000000")}, problems.AmountOutOfBounds),
        ({"currency": "EURO"}, NoSuchChoice),
        ({"currency": "XXX"}, NoSuchChoice),
        ({"currency": "XAU"}, NoSuchChoice),
        ({"currency": "BEF"}, NoSuchChoice),
        ({"line": "grants"}, NoSuchChoice),
        ({"spent_on": date(2016, 12, 31)}, problems.NotWithinProject),
        ({"spent_on": date(2099, 1, 1)}, Problem),
        ({"voucher": " "}, Invalid),
    ],
)
def test_what_cannot_be_spent_is_refused(pia: User, wrong: dict[str, Any], problem: type[Problem]) -> None:
    with pytest.raises(problem):
        record_expenditure(pia, PROJECT, an_invoice(**wrong))
    assert not Expenditure.objects.exists()


def test_a_voucher_is_charged_once_to_a_line_and_a_form_once(pia: User) -> None:
    token = pia.key
    made = record_expenditure(pia, PROJECT, an_invoice(voucher="V-7"), once=token)
    with pytest.raises(AlreadySent):
        record_expenditure(pia, PROJECT, an_invoice(), once=token)
    with pytest.raises(problems.VoucherKnown):
        record_expenditure(pia, PROJECT, an_invoice(voucher="V-7", amount=Decimal(1)))
    record_expenditure(pia, PROJECT, an_invoice(voucher="V-7", line="escorts"))
    take_back_expenditure(pia, made, "twice")
    record_expenditure(pia, PROJECT, an_invoice(voucher="V-7"))


def test_only_who_manages_a_programme_spends_and_at_their_own_office(cast: Cast, pia: User) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice())
    for nobody in (cast.lies, cast.ruth, cast.outsider, cast.rik):
        with pytest.raises(Refused):
            record_expenditure(nobody, PROJECT, an_invoice())
    with pytest.raises(Missing):
        correct_expenditure(a_manager(cast.lu), made, an_invoice(), "wrong-amount")
    with pytest.raises(Missing):
        record_expenditure(pia, "no-such-project", an_invoice())


def test_each_office_charges_its_own_projects_and_all_read_the_same_total(
    client: Client, cast: Cast, pia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(problems.NotOfThisOffice):
        record_expenditure(a_manager(cast.lu), PROJECT, an_invoice())
    both = known(PROJECT).model_copy(update={"offices": ("be", "lu")})  # type: ignore[union-attr]
    monkeypatch.setattr("onward.records.projects.queries.known", lambda code: both)
    lux = User.objects.get(name="Pia Planner", office=cast.lu)
    record_expenditure(pia, PROJECT, an_invoice(voucher="V-1", amount=Decimal(100), note="Besim Hoxha"))
    record_expenditure(lux, PROJECT, an_invoice(voucher="V-1", amount=Decimal(11)))
    with pytest.raises(problems.VoucherKnown):
        record_expenditure(lux, PROJECT, an_invoice(voucher="V-1"))
    pages = {}
    for reader in (pia, lux, cast.ruth):
        client.force_login(reader)
        pages[reader] = client.get(ADDRESS).content.decode()
        assert "8,999,889.00" in pages[reader], "what is left of the line, whoever asks"
    assert ("Besim" in pages[pia], "Besim" in pages[lux], "Besim" in pages[cast.ruth]) == (True, False, False)
    assert ["Other offices" in page for page in pages.values()] == [True, True, False]


def test_an_office_that_does_not_charge_a_project_gets_no_form(client: Client, cast: Cast) -> None:
    client.force_login(a_manager(cast.lu))
    assert "<form" not in client.get(ADDRESS).content.decode().split("<main")[1].split("</main")[0]
    assert client.post(ADDRESS, {}).status_code == 403


def test_an_amount_as_the_reader_writes_it_is_recorded(client: Client, pia: User) -> None:
    client.force_login(pia)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
    User.objects.filter(pk=pia.pk).update(language="nl")
    typed = {"line": "travel", "currency": "EUR", "spent_on": "2020-05-04", "voucher": "V-9"}
    assert client.post(ADDRESS, typed | {"amount": "1.234,56"}).status_code == 302
    assert Expenditure.objects.get().amount == Decimal("1234.56")


def test_a_manager_records_and_corrects_on_the_pages(
    client: Client, cast: Cast, pia: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(pia)
    typed = {
        "line": "travel",
        "amount": "1234.50",
        "currency": "EUR",
        "spent_on": "2020-05-04",
        "voucher": "V-9",
    }
    page = client.post(ADDRESS, typed, follow=True).content.decode()
    assert "€1,234.50" in page
    assert re.search(r"8,998,765\.50", page), "what is left of the line"
    refused = client.post(ADDRESS, typed | {"voucher": ""})
    assert refused.status_code == 422
    assert 'value="1234.50"' in refused.content.decode(), "nothing typed is lost"
    client.post(ADDRESS, typed | {"voucher": "V-10", "currency": "USD", "amount": "99"})
    with django_assert_max_num_queries(12):
        page = client.get(ADDRESS).content.decode()
    assert "$99.00" in page
    assert "8,998,765.50" in page, "another currency is added to nothing"
    one = Expenditure.objects.get(voucher="V-9")
    page = client.post(
        f"/projects/spending/{one.key}/",
        typed | {"amount": "1000", "version": "1", "reason": "wrong-amount"},
        follow=True,
    ).content.decode()
    assert "9,000,000.00" in page
    assert "8,999,000.00" in page
    assert "€1,234.50" in client.get(f"/projects/spending/{one.key}/").content.decode(), (
        "what was told before"
    )
    client.post(f"/projects/spending/{one.key}/take-back/", {"back-version": "2", "back-reason": "twice"})
    one.refresh_from_db()
    assert one.taken_back_on


def test_an_old_page_does_not_undo_what_a_colleague_corrected(client: Client, cast: Cast, pia: User) -> None:
    client.force_login(pia)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
    User.objects.filter(pk=pia.pk).update(language="nl")
    given = an_invoice(voucher="V-1", amount=Decimal("1234.50"))
    made = record_expenditure(pia, PROJECT, given)
    address = f"/projects/spending/{made.key}/"
    old = client.get(address)
    assert '<input type="hidden" name="initial-amount" value="1234,50"' in old.text
    correct_expenditure(pia, made, replace(given, amount=Decimal("1243.50")), "wrong-amount", version=1)
    refused = client.post(address, as_shown(old.text, reason="incomplete", voucher="V-2"))
    assert refused.status_code == 422
    assert refused.context["form"].changes == [("Bedrag", "1.234,50", "1.243,50")]
    assert client.post(address, refused.context["form"].data.dict()).status_code == 302
    made.refresh_from_db()
    assert (made.amount, made.voucher) == (Decimal("1243.50"), "V-2")


def test_an_old_page_takes_nothing_back_that_a_colleague_corrected_before_that_is_read(
    client: Client, pia: User
) -> None:
    client.force_login(pia)
    made = record_expenditure(pia, PROJECT, an_invoice(voucher="V-1", amount=Decimal("1234.50")))
    address = f"/projects/spending/{made.key}/"
    right = an_invoice(voucher="V-1", amount=Decimal("1243.50"), line="escorts")
    correct_expenditure(pia, made, right, "wrong-amount", version=1)
    refused = client.post(f"{address}take-back/", {"back-version": "1", "back-reason": "twice"})
    assert refused.status_code == 422
    assert refused.context["back"].changes == [
        ("Budget line", "Travel", "Escorts and medical travel"),
        ("Amount", "1,234.50", "1,243.50"),
    ]
    assert "1,234.50" in refused.text
    made.refresh_from_db()
    assert not made.taken_back_on
    assert f'action="{address}"' in refused.text, "a correction is not sent to where it is taken back"
    sent = as_shown("<main" + refused.text.split('<details class="more"', 1)[1])
    assert client.post(f"{address}take-back/", sent).status_code == 302
    made.refresh_from_db()
    assert made.taken_back_on


def test_what_was_taken_back_twice_is_said_to_be_gone(client: Client, pia: User) -> None:
    client.force_login(pia)
    made = record_expenditure(pia, PROJECT, an_invoice())
    take_back_expenditure(pia, made, "twice")
    told = {"back-version": "1", "back-reason": "twice"}
    again = client.post(f"/projects/spending/{made.key}/take-back/", told)
    assert again.status_code == 422
    assert "This expenditure was taken back on" in again.text


def test_who_only_reads_sees_no_form_and_others_no_page(client: Client, cast: Cast, pia: User) -> None:
    one = record_expenditure(pia, PROJECT, an_invoice())
    client.force_login(cast.ruth)
    page = client.get(ADDRESS).content.decode()
    assert one.voucher in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    assert client.get(f"/projects/spending/{one.key}/").status_code == 403
    client.force_login(cast.lies)
    assert client.get(ADDRESS).status_code == 403
    client.force_login(a_manager(cast.lu))
    assert one.voucher not in client.get(ADDRESS).content.decode()
    assert client.get(f"/projects/spending/{one.key}/").status_code == 404
    assert client.get("/projects/no-such-project/").status_code == 404


def test_an_expenditure_of_a_year_that_is_over_says_that_its_figures_change(
    client: Client, pia: User
) -> None:
    client.force_login(pia)
    typed = {"line": "travel", "amount": "12", "currency": "EUR", "spent_on": "2020-05-04", "voucher": "V-9"}
    assert "Figures of 2020 change with it." in client.post(ADDRESS, typed, follow=True).content.decode()


def test_another_note_changes_no_figure(pia: User) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice(voucher="V-1"))
    with past.days_told_anew() as days:
        correct_expenditure(pia, made, an_invoice(voucher="V-1", note="Paid in two parts."), "wrong-amount")
    assert not days
    with past.days_told_anew() as days:
        correct_expenditure(pia, made, an_invoice(voucher="V-1", amount=Decimal("1")), "wrong-amount")
    assert days == {made.spent_on}


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what gives the file of the project other words from now on."""

    def mend(**other: Any) -> None:
        one = known(PROJECT)
        assert one is not None
        monkeypatch.setattr(
            "onward.records.projects.queries.known", lambda code: one.model_copy(update=other)
        )

    return mend


def without(line: str) -> tuple[BudgetLine, ...]:
    """Return the budget of the project without one of its lines."""
    one = known(PROJECT)
    assert one is not None
    return tuple(each for each in one.budget if each.code != line)


def test_a_line_that_the_project_has_no_more_stays_where_it_was_charged(
    client: Client, pia: User, mended: Callable[..., None]
) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice(voucher="V-1"))
    mended(budget=without("travel"))
    client.force_login(pia)
    address = f"/projects/spending/{made.key}/"
    shown = client.get(address)
    assert "travel (no longer offered)" in shown.text
    assert (
        client.post(address, as_shown(shown.text, reason="incomplete", note="Paid in two parts.")).status_code
        == 302
    )
    made.refresh_from_db()
    assert (made.line, made.note) == ("travel", "Paid in two parts.")
    other = correct_expenditure(pia, made, an_invoice(voucher="V-1", line="escorts"), "wrong-amount")
    with pytest.raises(NoSuchChoice):
        correct_expenditure(pia, other, an_invoice(voucher="V-1"), "wrong-amount")
    with pytest.raises(NoSuchChoice):
        record_expenditure(pia, PROJECT, an_invoice())


def test_an_old_page_does_not_move_what_a_colleague_took_off_a_line_that_is_gone(
    client: Client, pia: User, mended: Callable[..., None]
) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice(voucher="V-1"))
    mended(budget=without("travel"))
    client.force_login(pia)
    address = f"/projects/spending/{made.key}/"
    old = as_shown(client.get(address).text, reason="incomplete", note="Paid in two parts.")
    correct_expenditure(pia, made, an_invoice(voucher="V-1", line="escorts"), "wrong-amount", version=1)
    refused = client.post(address, old)
    assert refused.status_code == 422
    assert refused.context["form"].changes == [
        ("Budget line", "travel (no longer offered)", "Escorts and medical travel")
    ]
    assert client.post(address, as_shown(refused.text)).status_code == 302
    made.refresh_from_db()
    assert (made.line, made.note) == ("escorts", "Paid in two parts.")


def test_a_currency_that_is_out_of_use_stays_on_the_voucher(
    client: Client, pia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice(currency="HRK"))
    for used in ("actions", "forms"):
        monkeypatch.setattr(f"onward.records.projects.{used}.currencies_in_use", lambda: {"EUR", "USD"})
    client.force_login(pia)
    address = f"/projects/spending/{made.key}/"
    shown = client.get(address)
    assert "HRK · Croatian Kuna (no longer offered)" in shown.text
    assert client.post(address, as_shown(shown.text, reason="incomplete", amount="12")).status_code == 302
    made.refresh_from_db()
    assert (made.currency, made.amount) == ("HRK", Decimal(12))
    with pytest.raises(NoSuchChoice):
        record_expenditure(pia, PROJECT, an_invoice(currency="HRK"))


def test_dates_and_offices_of_a_project_that_changed_stop_no_correction(
    pia: User, mended: Callable[..., None]
) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice(voucher="V-1"))
    mended(offices=("lu",), starts=date(2020, 6, 1))
    made = correct_expenditure(pia, made, an_invoice(voucher="V-1", amount=Decimal(12)), "wrong-amount")
    assert (made.amount, made.spent_on) == (Decimal(12), date(2020, 5, 4))
    with pytest.raises(problems.NotWithinProject):
        correct_expenditure(pia, made, an_invoice(voucher="V-1", spent_on=date(2020, 5, 5)), "wrong-amount")
    with pytest.raises(problems.NotOfThisOffice):
        record_expenditure(pia, PROJECT, an_invoice())


@pytest.mark.parametrize("empty", ["line", "currency"])
def test_a_new_one_names_its_line_and_its_currency(pia: User, empty: str) -> None:
    with pytest.raises(NoSuchChoice):
        record_expenditure(pia, PROJECT, an_invoice(**{empty: ""}))


def test_a_second_click_is_no_change_of_a_colleague(client: Client, pia: User) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice())
    client.force_login(pia)
    address = f"/projects/spending/{made.key}/"
    sent = as_shown(client.get(address).text, reason="incomplete", amount="12")
    assert [client.post(address, sent).status_code for _click in range(2)] == [302, 409]


def test_what_was_taken_back_meanwhile_is_said_to_be_and_what_was_typed_stays(
    client: Client, pia: User
) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice())
    client.force_login(pia)
    address = f"/projects/spending/{made.key}/"
    sent = as_shown(client.get(address).text, reason="incomplete", note="Paid in two parts.")
    take_back_expenditure(pia, made, "twice", version=1)
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "This expenditure was taken back on" in refused.text
    assert "Paid in two parts." in refused.text
    assert "take-back/" not in refused.text
    assert "<form" not in client.get(address).text.split("<main")[1].split("</main")[0]


def test_a_day_that_is_none_beside_an_old_page_is_refused_and_breaks_nothing(
    client: Client, pia: User
) -> None:
    given = an_invoice(voucher="V-1")
    made = record_expenditure(pia, PROJECT, given)
    client.force_login(pia)
    address = f"/projects/spending/{made.key}/"
    sent = as_shown(client.get(address).text, reason="incomplete", voucher="V-2")
    correct_expenditure(pia, made, replace(given, spent_on=date(2020, 5, 6)), "wrong-amount", version=1)
    refused = client.post(address, sent | {"initial-spent_on": "never"})
    assert refused.status_code == 422
    assert ("Spent on", "never", "6 May 2020") in refused.context["form"].changes


def test_the_story_says_who_told_what_when_and_why_it_was_told_anew(
    client: Client, cast: Cast, pia: User
) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice(voucher="V-1"))
    other = a_manager(cast.be, "Omer Other")
    correct_expenditure(other, made, an_invoice(voucher="V-1", amount=Decimal(12)), "wrong-amount")
    client.force_login(pia)
    address = f"/projects/spending/{made.key}/"
    told = [(one.by, one.why) for one in client.get(address).context["story"]]
    assert told == [("Pia Planner", ""), ("Omer Other", "Another amount or currency was typed")]
    text = " ".join(client.get(address).text.split())
    assert "by Pia Planner" in text
    assert "by Omer Other" in text
    back = {"back-reason": "not-spent", "back-version": "2"}
    assert client.post(f"{address}take-back/", back).status_code == 302
    assert client.get(address).context["story"][-1].why == "It was not spent"


def test_a_reason_is_given_and_it_fits_what_is_said(client: Client, pia: User) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice(voucher="V-1"))
    for reason in ("", "twice", "not-spent"):
        with pytest.raises(NoSuchChoice):
            correct_expenditure(pia, made, an_invoice(voucher="V-1", amount=Decimal(12)), reason)
    for reason in ("", "wrong-amount", "wrong-day"):
        with pytest.raises(NoSuchChoice):
            take_back_expenditure(pia, made, reason)
    client.force_login(pia)
    address = f"/projects/spending/{made.key}/"
    assert client.post(address, as_shown(client.get(address).text, amount="12")).status_code == 422
    refused = client.post(f"{address}take-back/", {"back-version": "1"})
    assert refused.status_code == 422
    assert refused.context["back"].errors
    made.refresh_from_db()
    assert made.taken_back_on is None


def test_of_two_who_take_it_back_the_second_reads_that_it_was(client: Client, pia: User) -> None:
    made = record_expenditure(pia, PROJECT, an_invoice(voucher="V-1"))
    client.force_login(pia)
    take_back_expenditure(pia, made, "twice", version=1)
    address = f"/projects/spending/{made.key}/take-back/"
    refused = client.post(address, {"back-reason": "not-spent", "back-version": "1"})
    assert refused.status_code == 422
    assert "This expenditure was taken back on" in refused.text
