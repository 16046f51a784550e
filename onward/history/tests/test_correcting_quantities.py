"""A quantity that came in wrongly is corrected or taken back, and nothing of it comes in twice after."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from onward.access import roles
from onward.access.models import AuditEntry, Office, User
from onward.evidence.counting import Asked, figures, tally
from onward.evidence.facts import AsOf, open_facts
from onward.evidence.tests.test_exploring import in_march as in_march
from onward.evidence.tests.test_exploring import read
from onward.history.actions import RightQuantity, correct_quantity, take_back_quantity
from onward.history.forms import as_typed
from onward.history.models import Import, ImportedRow
from onward.history.problems import OfAnotherOffice, QuantityTakenBack, SameQuantity
from onward.history.queries import imports_seen
from onward.history.tests.filled import ONE, Row, book
from onward.history.tests.test_bringing_in import brought, checked
from onward.history.tests.test_numbers_of_quantities import as_before, why
from onward.history.tests.test_pages import REACHED, words
from onward.history.workbook.cells import quantity_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.past import days_told_anew
from onward.kernel.problems import AlreadySent, ChangedMeanwhile, Invalid, Missing, Refused
from onward.reference.choices import NoSuchChoice
from tests.cast import Cast, make_cast
from tests.support.forms import as_shown

pytestmark = pytest.mark.django_db
RIGHT = RightQuantity("burkina-faso", "people-reached", "BF", "2018-12-31", "75")
WHY = "wrong-quantity"
LATER = timedelta(days=3)
LIST = "/history/quantities/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def row(cast: Cast, tmp_path: Path) -> ImportedRow:
    brought(cast, book(tmp_path / "a.xlsx", [], [REACHED]))
    return ImportedRow.objects.get()


@pytest.fixture
def anna(cast: Cast, client: Client) -> Client:
    client.force_login(cast.anna)
    return client


def counted(year: int, as_of: datetime | None = None, figure: str = "people-reached") -> int:
    asked = Asked(date(year, 1, 1), date(year + 1, 1, 1), AsOf(before=as_of))
    return int(tally(open_facts(), figures()[figure], asked).total)


def right(**other: str) -> RightQuantity:
    return RightQuantity(**{**vars(RIGHT), **other})


def told() -> Event:
    return Event.objects.filter(type="evidence.quantity_reported").order_by("-position")[0]


def test_figures_count_what_is_right_and_as_known_earlier_what_was_known_then(
    cast: Cast, row: ImportedRow
) -> None:
    before = clock.now() + timedelta(hours=1)
    with clock.at(clock.now() + LATER):
        correct_quantity(cast.anna, row, RIGHT, WHY)
        assert (counted(2018), counted(2018, before)) == (75, 750)
        correct_quantity(cast.anna, row, right(day="2019-01-01"), "wrong-day")
        assert (counted(2018), counted(2019), counted(2018, before)) == (0, 75, 750)
        take_back_quantity(cast.anna, row, "twice")
        assert (counted(2018), counted(2019), counted(2018, before)) == (0, 0, 750)
    assert (told().retracts, told().payload) == (True, {"reason": "twice"})
    line = AuditEntry.objects.filter(table="history_importedrow", kind="update").order_by("-pk")[0]
    assert (line.action, line.actor_key) == ("history.actions.quantities.take_back_quantity", cast.anna.key)


def test_whoever_corrects_is_told_which_years_change(cast: Cast, row: ImportedRow) -> None:
    with days_told_anew() as days:
        correct_quantity(cast.anna, row, right(day="2019-01-01"), "wrong-day")
    assert days == {date(2018, 12, 31), date(2019, 1, 1)}


def test_what_is_counted_and_of_whom_is_corrected_too(cast: Cast, row: ImportedRow) -> None:
    correct_quantity(
        cast.anna, row, right(what="people-trained", programme="avrr-be", place=""), "wrong-kind"
    )
    assert (counted(2018), counted(2018, figure="people-trained")) == (0, 75)
    assert told().payload == {
        "kind": "people-trained", "quantity": "75", "programme": "avrr-be", "corrected": "wrong-kind",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("quantity", "1,5", "whole number"),
        ("quantity", "-1", "nought or more"),
        ("quantity", "", "must not be empty"),
        ("day", "2999-01-01", "future"),
        ("what", "zebras", "is not known here"),
        ("place", "Congolese", "several countries"),
        ("programme", "nothing", "is not known here"),
    ],
)
def test_what_a_workbook_could_not_say_is_refused_at_its_field(
    cast: Cast, row: ImportedRow, field: str, wrong: str, said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        correct_quantity(cast.anna, row, right(**{field: wrong}), WHY)
    assert refused.value.field == field
    assert said in refused.value.say()
    assert counted(2018) == 750


def test_what_stands_already_and_what_another_office_did_is_no_correction(
    cast: Cast, row: ImportedRow
) -> None:
    with pytest.raises(SameQuantity):
        correct_quantity(cast.anna, row, right(quantity="750"), WHY)
    with pytest.raises(OfAnotherOffice):
        correct_quantity(cast.anna, row, right(programme="avrr-lu"), "wrong-programme")


def test_a_stale_form_and_one_that_is_sent_twice_change_nothing(cast: Cast, row: ImportedRow) -> None:
    once = uuid4()
    correct_quantity(cast.anna, row, RIGHT, WHY, version=1, once=once)
    with pytest.raises(AlreadySent):
        correct_quantity(cast.anna, row, right(quantity="80"), WHY, version=1, once=once)
    for version in (1, 0):
        with pytest.raises(ChangedMeanwhile):
            take_back_quantity(cast.anna, row, "twice", version=version)
    take_back_quantity(cast.anna, row, "twice", version=2)
    with pytest.raises(QuantityTakenBack):
        correct_quantity(cast.anna, row, RIGHT, WHY, version=3)
    assert counted(2018) == 0


@pytest.mark.parametrize("number", ["", "N1"])
def test_after_corrections_every_workbook_that_said_it_is_there_already(
    cast: Cast, tmp_path: Path, number: str
) -> None:
    first: Row = {**REACHED, "number": number}
    brought(cast, book(tmp_path / "a.xlsx", [], [first]))
    row = ImportedRow.objects.get()
    correct_quantity(cast.anna, row, RIGHT, WHY)
    correct_quantity(cast.anna, row, right(day="2018-12-30"), "wrong-day")
    second, third = {**first, "quantity": 75}, {**first, "quantity": 75, "day": "2018-12-30"}
    for said in (first, second, third):
        found = brought(cast, book(tmp_path / "again.xlsx", [], [said]))
        assert (found.already, found.quantities, found.bad) == (1, [], [])
    assert counted(2018) == 75
    other = {**third, "quantity": 76}
    assert why(tmp_path, other)[2]


def test_of_one_that_was_corrected_the_day_on_which_it_stands_is_named(
    cast: Cast, tmp_path: Path, row: ImportedRow
) -> None:
    correct_quantity(cast.anna, row, right(day="2018-11-30"), "wrong-day")
    said = "It was corrected, and now stands on 30 November 2018 with 75."
    assert said in why(tmp_path, {**REACHED, "quantity": 30})[2]
    here = why(tmp_path, {**REACHED, "day": "2018-11-30", "quantity": 30})[2]
    assert "of the same kind, place and day came in before, and stands with 75" in here


def test_of_two_that_came_to_one_day_by_a_correction_both_are_there(cast: Cast, tmp_path: Path) -> None:
    other: Row = {**REACHED, "day": "2018-11-30", "quantity": 5, "number": "N1"}
    brought(cast, book(tmp_path / "a.xlsx", [], [REACHED, other]))
    early = ImportedRow.objects.get(own_number="")
    correct_quantity(cast.anna, early, right(day="2018-11-30", quantity="750"), "wrong-day")
    found = checked(book(tmp_path / "b.xlsx", [], [{**REACHED, "day": "2018-11-30"}, other]))
    assert (found.already, found.bad) == (2, [])
    assert len(why(tmp_path, REACHED, REACHED)) == 1


def test_what_was_taken_back_comes_in_with_another_number_alone(cast: Cast, tmp_path: Path) -> None:
    numbered: Row = {**REACHED, "day": "2018-11-30", "number": "N1"}
    brought(cast, book(tmp_path / "a.xlsx", [], [REACHED, numbered]))
    for row in ImportedRow.objects.all():
        take_back_quantity(cast.anna, row, "twice")
    found = brought(cast, book(tmp_path / "b.xlsx", [], [REACHED, {**numbered, "quantity": 1}]))
    assert [one.faults[0].column for one in found.bad] == ["number", "number"]
    assert all("was taken back" in one.faults[0].words for one in found.bad)
    assert "give it a number in your files that no other has" in found.bad[0].faults[0].words
    assert counted(2018) == 0
    brought(cast, book(tmp_path / "c.xlsx", [], [{**REACHED, "number": "N2"}, {**numbered, "number": "N3"}]))
    assert counted(2018) == 1500


@pytest.mark.parametrize("number", ["", "N1"])
def test_what_was_taken_back_is_refused_by_whatever_was_told_of_it(
    cast: Cast, tmp_path: Path, number: str
) -> None:
    first: Row = {**REACHED, "number": number}
    brought(cast, book(tmp_path / "a.xlsx", [], [first]))
    row = ImportedRow.objects.get()
    correct_quantity(cast.anna, row, right(day="2018-12-30", quantity="750"), "wrong-day")
    take_back_quantity(cast.anna, row, "twice")
    moved: Row = {**REACHED, "day": "2018-12-30"}
    for said in (REACHED, moved, {**moved, "number": number}):
        found = brought(cast, book(tmp_path / "again.xlsx", [], [said]))
        assert (found.quantities, len(found.bad)) == ([], 1)
        assert "was taken back" in found.bad[0].faults[0].words
    assert counted(2018) == 0
    assert brought(cast, book(tmp_path / "b.xlsx", [], [{**moved, "quantity": 30}])).bad == []
    assert brought(cast, book(tmp_path / "c.xlsx", [], [{**moved, "number": "N2"}])).bad == []
    assert counted(2018) == 780


def test_of_two_of_which_one_was_taken_back_the_other_is_named(cast: Cast, tmp_path: Path) -> None:
    rows: list[Row] = [{**REACHED, "number": "N1"}, {**REACHED, "number": "N2"}]
    brought(cast, book(tmp_path / "a.xlsx", [], rows))
    take_back_quantity(cast.anna, ImportedRow.objects.get(own_number="N1"), "twice")
    assert "with the number “N2”" in why(tmp_path, REACHED)[2]


def test_one_that_came_in_before_rows_had_keys_is_corrected_too(
    cast: Cast, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other: Row = {**REACHED, "day": "2018-11-30"}
    one, _other = as_before(cast, tmp_path, monkeypatch, [REACHED, other])
    correct_quantity(cast.anna, one, right(day="2019-01-31"), "wrong-day")
    assert (counted(2018), counted(2019)) == (750, 75)
    moved = {**REACHED, "day": "2019-01-31", "quantity": 75}
    for said in (REACHED, moved):  # it is one: as the workbook told it, or as it was corrected
        assert checked(book(tmp_path / "a.xlsx", [], [said, other])).already == 2
    client.force_login(cast.anna)
    page = words(client, LIST)
    assert page.index("31 Jan. 2019") < page.index("30 Nov. 2018")
    assert page.count(f'href="{LIST}') == 2
    take_back_quantity(cast.anna, one, "twice")
    assert (counted(2018), counted(2019)) == (750, 0)
    assert "was taken back" in why(tmp_path, REACHED)[2]
    assert "was taken back" in why(tmp_path, moved)[2]
    assert "<s>75</s>" in words(client, LIST)


def test_the_entries_of_a_figure_say_the_workbook_of_what_was_corrected(
    cast: Cast, client: Client, row: ImportedRow
) -> None:
    correct_quantity(cast.anna, row, RIGHT, WHY)
    page = read(client, cast.ruth, "figure=people-reached&period=2018", page="/reports/explore/cases/")
    assert re.search(r">\s*75\s*<", page)
    assert "workbook brought in on 1 March 2021" in page


def test_the_list_is_by_day_and_of_one_workbook_where_that_is_asked(
    cast: Cast, anna: Client, tmp_path: Path
) -> None:
    days = [date(2018, 1, 1) + timedelta(days=number) for number in range(30)]
    rows = [{**REACHED, "day": one.isoformat(), "quantity": 1000 + one.day} for one in days]
    brought(cast, book(tmp_path / "many.xlsx", [], rows))
    brought(cast, book(tmp_path / "one.xlsx", [], [{**REACHED, "number": "N1", "known_on": "2019-02-01"}]))
    page = words(anna, LIST)
    for told_ in (
        "People reached",
        "Work for the young in Burkina Faso",
        "Burkina Faso",
        "31 Dec. 2018",
        "750",
    ):
        assert told_ in page
    assert re.search(
        r'<bdi class="ref">N1</bdi></td> <td class="on-one-line" data-label="Known on">1 Feb. 2019</td>', page
    )
    assert page.index("31 Dec. 2018") < page.index("30 Jan. 2018") < page.index("29 Jan. 2018")
    assert ">1 Jan. 2018<" not in page
    older = re.findall(r'rel="next" href="([^"]+)"', page)[0].replace("&amp;", "&")
    second = words(anna, LIST + older)
    assert (">1 Jan. 2018<" in second, "31 Dec. 2018" in second) == (True, False)
    newer = re.findall(r'rel="prev" href="([^"]+)"', second)[0].replace("&amp;", "&")
    assert "31 Dec. 2018" in words(anna, LIST + newer)
    key = Import.objects.get(file_name="one.xlsx").key
    alone = words(anna, f"{LIST}?workbook={key}")
    assert ("750" in alone, "1,001" in alone, "one.xlsx" in alone) == (True, False, True)
    assert f'<a href="{LIST}?workbook={key}">1</a>' in words(anna, "/history/")
    assert anna.get(f"{LIST}?workbook={uuid4()}").status_code == 404


def test_it_is_corrected_and_taken_back_on_its_page(cast: Cast, anna: Client, row: ImportedRow) -> None:
    address = f"{LIST}{row.key}/"
    assert address in words(anna, LIST)
    page = anna.get(address)
    form = page.context["form"]
    assert form.initial["quantity"] == "750"
    assert "Figures that count it:</p>" not in page.content.decode()
    assert "People reached" in page.content.decode()
    sent = {
        name: str(form.initial[name]) for name in ("programme", "what", "place", "day", "once", "version")
    }
    sent |= {"quantity": "75,5", "reason": WHY}
    refused = anna.post(address, sent)
    assert (refused.status_code, "whole number" in refused.content.decode()) == (422, True)
    done = anna.post(address, {**sent, "quantity": "75"}, follow=True)
    assert "Figures of 2018 change with it" in done.content.decode()
    assert counted(2018) == 75
    stale = anna.post(address, {**sent, "quantity": "76", "once": str(uuid4())})
    assert (stale.status_code, "Somebody changed this" in stale.content.decode()) == (422, True)
    assert "Another quantity was written" in words(anna, address)
    back = anna.get(address).context["back"]
    gone = {"back-once": str(back.initial["once"]), "back-version": "2"}
    assert anna.post(f"{address}take-back/", gone).status_code == 422
    assert anna.post(f"{address}take-back/", gone | {"back-reason": "twice"}).status_code == 302
    assert counted(2018) == 0
    assert "It was reported twice" in words(anna, address)
    assert "<s>75</s>" in words(anna, LIST)
    late = anna.post(address, {**sent, "quantity": "77", "once": str(uuid4()), "version": "3"})
    assert (late.status_code, counted(2018)) == (422, 0)


def test_a_quantity_is_corrected_and_taken_back_for_reasons_that_fit(
    cast: Cast, anna: Client, row: ImportedRow
) -> None:
    for reason in ("did-not-happen", "twice"):
        with pytest.raises(NoSuchChoice):
            correct_quantity(cast.anna, row, RIGHT, reason)
    for reason in ("wrong-quantity", "wrong-day"):
        with pytest.raises(NoSuchChoice):
            take_back_quantity(cast.anna, row, reason)
    page = anna.get(f"{LIST}{row.key}/").context
    assert "did-not-happen" not in dict(page["form"].fields["reason"].choices)
    assert "wrong-quantity" not in dict(page["back"].fields["reason"].choices)
    assert [one.by for one in page["page"].story] == [cast.anna.name]


def test_an_old_page_does_not_undo_what_a_colleague_corrected(
    cast: Cast, anna: Client, row: ImportedRow
) -> None:
    address = f"{LIST}{row.key}/"
    old = anna.get(address)
    assert '<input type="hidden" name="initial-day" value="2018-12-31"' in old.text
    correct_quantity(cast.anna, row, RIGHT, WHY, version=row.version)
    refused = anna.post(address, as_shown(old.text, day="2018-12-30", reason=WHY))
    assert refused.status_code == 422
    [[what, _was, now]] = refused.context["form"].changes
    assert (what, now) == ("Quantity", "75")
    assert anna.post(address, refused.context["form"].data.dict()).status_code == 302
    assert (told().payload["quantity"], told().occurred_on) == ("75", date(2018, 12, 30))


def test_who_may_not_bring_a_past_in_sees_and_corrects_nothing(
    cast: Cast, client: Client, row: ImportedRow
) -> None:
    for name, who in cast.everybody().items():
        if name == "anna":
            continue
        client.force_login(who)
        for address in (LIST, f"{LIST}{row.key}/"):
            assert client.get(address).status_code == 403, name
        assert client.post(f"{LIST}{row.key}/take-back/", {"back-reason": "twice"}).status_code == 403
        with pytest.raises(Refused):
            correct_quantity(who, row, RIGHT, WHY)
        with pytest.raises(Refused):
            take_back_quantity(who, row, "twice")
    assert counted(2018) == 750


def test_who_reaches_one_office_reaches_its_quantities_alone(
    cast: Cast, client: Client, row: ImportedRow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lu: Row = {**REACHED, "programme": "avrr-lu", "what": "people-reached"}
    before = as_before(cast, tmp_path, monkeypatch, [lu])
    theirs = next(one for one in before if one.office == cast.lu)
    keeper = keeper_of(cast.lu, monkeypatch)
    client.force_login(keeper)
    page = words(client, LIST)
    assert (f"{LIST}{theirs.key}/" in page, f"{LIST}{row.key}/" in page) == (True, False)
    assert f'href="{LIST}"' in words(client, "/history/"), "also of who sees no workbook"
    assert client.get(f"{LIST}{row.key}/").status_code == 404
    with pytest.raises(Missing):
        take_back_quantity(keeper, row, "twice")
    take_back_quantity(keeper, theirs, "twice")
    assert not imports_seen(keeper).exists()


def keeper_of(office: Office, monkeypatch: pytest.MonkeyPatch) -> User:
    """Return somebody whose role brings in the past of their own office alone."""
    known = dict(roles.roles())
    role = known["administrator"]
    narrow = role.model_copy(update={"verbs": {**role.verbs, "history.load": "office"}})
    monkeypatch.setattr(roles, "roles", lambda: {**known, "keeper": narrow})
    return User.objects.create(email="keeper@onward.example", name="K", roles=["keeper"], office=office)


def test_a_row_of_a_person_is_nobodys_quantity(cast: Cast, anna: Client, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "p.xlsx", [ONE]))
    person = ImportedRow.objects.get()
    assert (person.key, list(ImportedRow.objects.visible_to(cast.anna))) == (None, [])
    with pytest.raises(Missing):
        take_back_quantity(cast.anna, person, "twice")
    assert "No quantity came in" in words(anna, LIST)


@pytest.mark.parametrize("number", ["12", "18250", "1.125", "12.5", "1234.567", "0.000001"])
@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_what_a_form_has_in_it_is_read_as_it_stands(language: str, number: str) -> None:
    with translation.override(language):
        assert quantity_of(as_typed(Decimal(number))) == Decimal(number)
