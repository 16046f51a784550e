"""The pages of reports: prepared by one, published by another, every number opened, changes explained."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Page

from onward.access.models import AuditEntry, Restriction, User
from onward.casework.cases.tests.factories import a_case
from onward.evidence.actions import prepare_edition
from onward.evidence.documents.composing import compose
from onward.evidence.documents.html import alone
from onward.evidence.documents.imprint import Imprint
from onward.evidence.documents.naming import place_in_words
from onward.evidence.editions.protecting import Bare, Known, LeftOut
from onward.evidence.models import Edition
from onward.evidence.tests.factories import correct, depart, retract, work_out
from onward.evidence.tests.test_editions import LATER
from onward.evidence.tests.test_editions import cast as cast
from onward.evidence.tests.test_editions import edition as edition
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_editions import second as second
from onward.kernel import clock
from onward.kernel.events.log import row
from onward.records.people.events import PersonsMerged
from tests.cast import Cast
from tests.support.browser import Site


def read(client: Client, who: User, address: str, status: int = 200) -> str:
    client.force_login(who)
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def send(client: Client, who: User, address: str, **given: str) -> tuple[int, str]:
    client.force_login(who)
    answer = client.post(address, given, follow=True)
    return answer.status_code, answer.content.decode()


def at(edition: Edition, more: str = "") -> str:
    return f"/reports/{edition.key}/{more}"


def test_a_report_is_prepared_from_the_list(client: Client, cast: Cast) -> None:
    depart(date(2020, 5, 1))
    with clock.at(LATER):
        page = read(client, cast.ruth, "/reports/")
        assert re.search(r'name="first" value="2020-01-01"', page)
        status, page = send(client, cast.ruth, "/reports/", report="year-report", first="2020-01-01")
    assert status == 200
    assert Edition.objects.get().report == "year-report"
    assert "The numbers are frozen" in page
    assert "Somebody else has to publish it" in page


def test_a_period_that_is_not_over_is_refused_where_it_was_typed(client: Client, cast: Cast) -> None:
    with clock.at(LATER):
        status, page = send(client, cast.ruth, "/reports/", report="year-report", first="2021-01-01")
    assert status == 422
    assert "is not over" in page
    assert not Edition.objects.exists()


def test_periods_offered_are_over(client: Client, cast: Cast) -> None:
    for day in (date(2020, 2, 1), date(2021, 2, 1)):
        depart(day)
    with clock.at(datetime(2021, 7, 1, tzinfo=UTC)):
        page = read(client, cast.ruth, "/reports/")
    offered = re.findall(
        r'name="report" value="([a-z-]+)"><input type="hidden" name="first" value="([0-9-]+)"', page
    )
    assert offered[0] == ("newsletter", "2021-01-01")
    assert ("year-report", "2020-01-01") in offered
    assert ("year-report", "2021-01-01") not in offered


def test_another_person_publishes_and_a_reason_stands_where_it_was_withdrawn(
    client: Client, edition: Edition, cast: Cast, second: User
) -> None:
    assert "Publish this edition" not in read(client, cast.ruth, at(edition))
    work_out(cast.ruth, edition)
    assert "Publish this edition" in read(client, second, at(edition))
    status, page = send(client, second, at(edition, "publish/"))
    assert status == 200
    assert "published by Tess Second" in page
    status, _page = send(client, second, at(edition, "withdraw/"), reason="")
    assert status == 422
    _status, page = send(client, cast.ruth, at(edition, "withdraw/"), reason="Luxembourg stands in it twice")
    assert "Withdrawn by Ruth" in page
    assert "Luxembourg stands in it twice" in page


def test_what_the_public_would_see_is_shown_before_anybody_publishes(
    client: Client, edition: Edition, cast: Cast, second: User
) -> None:
    work_out(second, edition)
    assert at(edition, "public/") in read(client, second, at(edition))
    page = read(client, second, at(edition, "public/"))
    told = re.search(r"(\d+) numbers would be left out", page)
    assert told
    assert not edition.decisions.exists()
    send(client, second, at(edition, "publish/"))
    decision = edition.decisions.get()
    listed = re.findall(r"<h2 |<h3>.*?</ul>", page)
    assert len(decision.left_out) == int(told[1]) == "".join(listed).count("<li>")
    chapters = "".join(listed).split("<h2 ")
    for lines in (re.findall(r"<h3>(.*?)</h3>", one) for one in chapters):
        assert len(set(lines)) == len(lines), "two tables are called alike"
    assert at(edition, "public/") in read(client, second, at(edition))
    after = read(client, second, at(edition, "public/"))
    assert re.findall(r"<h2 |<h3>.*?</ul>", after)[-len(listed) :] == listed
    assert "publish/" not in after


def test_countries_that_are_left_out_stand_in_the_order_of_their_names_in_the_readers_language(
    client: Client, cast: Cast, second: User
) -> None:
    """In English Georgia stands before Germany, and in French Allemagne before Géorgie and Kosovo."""
    for code in ("GE", "XK", "DE", "IQ"):
        depart(date(2020, 5, 1), destination=code)
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    User.objects.filter(pk=second.pk).update(language="fr")
    work_out(second, edition)
    page = read(client, User.objects.get(pk=second.pk), at(edition, "public/"))
    table = re.search(r"<h3>Retours par destination</h3><p[^>]*>(.*?)</p><ul[^>]*>(.*?)</ul>", page)
    assert table
    assert table[1] == "carte et tableau"
    assert re.findall("<li>(.*?)</li>", table[2])[-4:] == [
        "Allemagne, 2020", "Géorgie, 2020", "Irak, 2020", "Kosovo¹, 2020"
    ]  # fmt: skip
    assert "1244" in page


def test_what_stands_in_the_way_of_publishing_is_named_beforehand(
    client: Client, edition: Edition, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ("avrr-be", "returns", "now", ())
    found = LeftOut(frozenset(), (), (Bare(edition.frozen, place),))
    monkeypatch.setattr("onward.evidence.judging.working.hidden_of", lambda *_given: found)
    work_out(second, edition)
    page = read(client, second, at(edition, "public/"))
    assert "It cannot be published" in page
    assert place_in_words(edition.frozen, place) in page
    assert "publish/" not in page


def test_what_was_to_be_computed_before_is_named_with_the_edition_that_told_it(
    client: Client, edition: Edition, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ("avrr-be", "returns", "now", ())
    told = Known(Bare(edition.frozen, place), edition.frozen)
    found = LeftOut(frozenset(), (), known=(told,))
    monkeypatch.setattr("onward.evidence.judging.working.hidden_of", lambda *_given: found)
    work_out(second, edition)
    page = read(client, second, at(edition, "public/"))
    assert "1 number was already to be computed from “Year report" in page
    assert place_in_words(edition.frozen, place) in page
    assert "publish/" in page


def test_who_prepared_cannot_publish_by_address_either(client: Client, edition: Edition, cast: Cast) -> None:
    status, page = send(client, cast.ruth, at(edition, "publish/"))
    assert status == 409 or "two persons answer" in page
    assert not edition.decisions.exists()


def test_every_number_on_the_page_opens(client: Client, edition: Edition, cast: Cast) -> None:
    page = read(client, cast.ruth, at(edition))
    addresses = sorted(
        {one.replace("&amp;", "&") for one in re.findall(r'href="([^"]*/numbers/[^"]*)"', page)}
    )
    assert len(addresses) > 50
    for address in addresses[::13]:
        opened = read(client, cast.ruth, address)
        assert "How it is counted" in opened


def test_the_page_of_a_number_says_what_is_printed(client: Client, edition: Edition, cast: Cast) -> None:
    parts = edition.frozen.tally("avrr-be", "by-destination").parts
    for part, number in [*parts.items()][:2]:
        page = read(client, cast.ruth, at(edition, f"numbers/avrr-be/by-destination/?part={part[0]}"))
        assert f'<p class="figure-big">{number:f}</p>'.replace(".000000", "") in page


def test_a_copy_of_cases_that_names_kosovo_has_the_note(client: Client, edition: Edition, cast: Cast) -> None:
    client.force_login(cast.ruth)
    copy = client.get(at(edition, "numbers/avrr-be/by-destination/cases.csv?part=XK")).content.decode()
    assert "Kosovo" in copy
    assert "1244" in copy


def test_the_cases_behind_a_number_are_references_and_no_names(
    client: Client, edition: Edition, cast: Cast
) -> None:
    client.force_login(cast.ruth)
    answer = client.get(at(edition, "numbers/avrr-be/by-sex/cases.csv?part=female"))
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    many = edition.frozen.tally("avrr-be", "by-sex").parts["female",]
    assert lines[0][:2] == ["reference of the case", "day"]
    assert lines[1][:4] == ["#meta+case+ref", "#date+event", "#indicator+code", "#indicator+name"]
    told = ["returns", "Returns: Female", "Voluntary return from Belgium", "2020-01-01", "2020-12-31"]
    assert {tuple(one[2:]) for one in lines[2:]} == {(*told, "", "2021-03-01 10:00:00", "year-report-1", "")}
    assert len(lines) - 2 == many
    written = AuditEntry.objects.get(kind="export")
    assert written.actor_key == cast.ruth.key
    assert written.after is not None
    assert written.after["rows"] == many
    assert written.after["filters"]["number"] == "avrr-be/by-sex/now/female"
    page = read(client, cast.ruth, at(edition, "numbers/avrr-be/by-sex/?part=female"))
    looked = AuditEntry.objects.get(kind="open")
    assert looked.after is not None
    assert looked.after["rows"] == page.count('<span class="ref">')
    assert looked.after["filters"]["number"] == "avrr-be/by-sex/now/female"


def test_a_second_role_that_reads_files_gets_no_reference_of_a_file_out_of_its_sight(
    client: Client, edition: Edition, cast: Cast
) -> None:
    """A reference is the key of a sealed file, and who opens one must not be handed all of them in a list."""
    cast.ruth.roles = [*cast.ruth.roles, "duty-officer"]
    cast.ruth.save()
    page = read(client, cast.ruth, at(edition, "numbers/avrr-be/by-sex/?part=female"))
    assert "Files behind it that you may see" in page
    assert "Cases as CSV" not in page
    assert not re.search(r"BE-\d\d-\d{5}", page)
    read(client, cast.ruth, at(edition, "numbers/avrr-be/by-sex/cases.csv?part=female"), 404)
    read(client, cast.ruth, "/reports/explore/cases.csv?figure=returns&period=2020", 404)


@pytest.mark.parametrize(
    "more",
    ["nothing/returns/", "avrr-be/nothing/", "avrr-be/returns/?part=BR", "avrr-be/returns/?period=later",
     "avrr-be/by-sex/?part=others", "avrr-be/by-month/?part=foo", "avrr-be/by-month/?part=2020-13",
     "avrr-be/by-month/?part=2019-01", "avrr-be/by-destination/?part=ZZ"],
)  # fmt: skip
def test_a_number_that_is_none_is_not_found(client: Client, edition: Edition, cast: Cast, more: str) -> None:
    read(client, cast.ruth, at(edition, f"numbers/{more}"), 404)


def test_a_month_of_the_year_before_has_the_number_that_the_report_prints(
    client: Client, edition: Edition, cast: Cast
) -> None:
    (month, number), *_rest = edition.frozen.tally("avrr-be", "by-month", "before").parts.items()
    page = read(client, cast.ruth, at(edition, f"numbers/avrr-be/by-month/?period=before&part={month[0]}"))
    assert f'<p class="figure-big">{number:f}</p>' in page


def test_what_has_changed_is_shown_as_printed_and_as_known_with_its_corrections(
    client: Client, cast: Cast
) -> None:
    first, gone = depart(date(2020, 5, 1), destination="BR"), depart(date(2020, 6, 1), destination="BR")
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    assert "Nothing has changed" in read(client, cast.ruth, at(edition, "since/"))
    correct(first, recorded=LATER + timedelta(days=1), destination="GE")
    retract(gone, LATER + timedelta(days=2))
    depart(date(2020, 7, 1), destination="UA", recorded=LATER + timedelta(days=3))
    page = read(client, cast.ruth, at(edition, "since/"))
    line = re.search(r"<tr>[^\n]*Returns · Destination: Brazil.*?</tr>", page)
    assert line
    assert [*re.findall(r">(\d+)<", line[0])] == ["2020", "2", "0"]
    assert "Recorded late" in page
    assert "Taken back, or refused entry and came back" in page
    assert "Counted both times, but told otherwise (destination: Brazil → Georgia)" in page
    assert "Recorded late: of a day before the edition was prepared" in page


def test_what_was_told_anew_alike_of_several_persons_of_a_case_stands_once_with_how_many_they_are(
    client: Client, cast: Cast
) -> None:
    case = a_case(cast.lies)
    together = [depart(date(2020, 5, 1), channel="red-cross", case=case.key) for _person in range(2)]
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    for one in together:
        correct(one, recorded=LATER + timedelta(days=1), channel="hospital")
    page = read(client, cast.ruth, at(edition, "since/"))
    assert page.count(f">{case.reference}</th>") == 1
    assert "(channel of referral: Red Cross → Hospital) · 2 persons</span>" in page
    assert '<small class="quiet">2020</small></th>' in page, "a period has no column of its own"


def test_who_reads_which_cases_explain_a_change_is_written_down(client: Client, cast: Cast) -> None:
    case = a_case(cast.lies)
    first = depart(date(2020, 5, 1), destination="BR", case=case.key)
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    read(client, cast.ruth, at(edition, "since/"))
    assert not AuditEntry.objects.filter(kind="open").exists()
    correct(first, recorded=LATER + timedelta(days=1), destination="GE")
    assert case.reference in read(client, cast.ruth, at(edition, "since/"))
    looked = AuditEntry.objects.get(kind="open")
    assert (looked.actor_key, looked.action) == (cast.ruth.key, "evidence.edition-since")
    assert looked.after is not None
    assert looked.after["rows"] == 1
    assert looked.after["filters"]["edition"] == str(edition.key)


def test_who_is_restricted_has_a_line_of_each_list_of_a_report_that_told_of_them(
    client: Client, cast: Cast
) -> None:
    case = a_case(cast.lies)
    person = case.travellers.get().person
    first = depart(date(2020, 5, 1), destination="BR", case=case.key, person=person.key)
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    correct(first, recorded=LATER + timedelta(days=1), destination="GE")
    Restriction.objects.create(person_key=person.key, category="trafficking")
    for page in ("since/", "numbers/avrr-be/returns/", "numbers/avrr-be/returns/cases.csv"):
        assert case.reference in read(client, cast.ruth, at(edition, page))
    lines = AuditEntry.objects.filter(person_key=person.key, case_key=case.key, actor_key=cast.ruth.key)
    names = ["evidence.edition-since", "evidence.number", "evidence.number"]
    assert list(lines.order_by("pk").values_list("action", "kind")) == [
        *zip(names, ("open", "open", "export"), strict=True)
    ]


@pytest.mark.parametrize("reads_files", [False, True])
def test_a_refusal_that_tells_cases_is_written_down_and_tells_none_to_who_reads_files(
    client: Client, cast: Cast, *, reads_files: bool
) -> None:
    case, person = a_case(cast.lies), uuid4()
    hidden = case.travellers.get().person
    Restriction.objects.create(person_key=hidden.key, category="child")
    depart(date(2020, 5, 1), person=person, sex="male", age=9, case=case.key)
    depart(date(2020, 9, 1), person=person, sex="female", age=9, case=case.key)
    if reads_files:
        cast.ruth.roles = [*cast.ruth.roles, "duty-officer"]
        cast.ruth.save()
    with clock.at(LATER):
        status, page = send(client, cast.ruth, "/reports/", report="year-report", first="2020-01-01")
    assert status == 422
    assert (case.reference in page) is not reads_files
    looked = AuditEntry.objects.filter(kind="open").values_list("action", "after")
    told = {"rows": 1, "filters": {"report": "year-report", "first": "2020-01-01"}}
    assert list(looked) == ([] if reads_files else 2 * [("evidence.split-astray", told)])
    of = AuditEntry.objects.filter(person_key=hidden.key, case_key=case.key, actor_key=cast.ruth.key)
    assert of.exists() is not reads_files


def test_what_is_known_otherwise_today_is_said_where_it_is_printed_once_each_and_with_its_period(
    client: Client, cast: Cast
) -> None:
    moved, later = depart(date(2020, 1, 5), destination="BR"), depart(date(2020, 5, 1), destination="BR")
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    assert "known otherwise today" not in read(client, cast.ruth, at(edition))
    correct(moved, on=date(2019, 12, 28), recorded=LATER + timedelta(days=1))
    correct(later, on=date(2020, 5, 9), recorded=LATER + timedelta(days=1))
    page = read(client, cast.ruth, at(edition))
    many = re.search(r"(\d+) numbers of this edition are known otherwise today", page)
    assert many
    since = read(client, cast.ruth, at(edition, "since/"))
    assert f"What has changed since: {many[1]} numbers" in page
    assert since.count('data-label="As printed"') == int(many[1])
    assert len(re.findall(r'<a href="[^"]*">Returns</a>', since)) == 2  # of the year, and of the year before
    assert "Counted both times, but on another day" in since
    told = re.findall(r"<span>([^<]*)</span></td>", since)
    periods = re.findall(r'data-label="Period">(\d+)</td><td data-label="What changed"', since)
    assert sorted(zip(periods, told, strict=True)) == [
        ("2019", "Moved into what is counted here (year)"),
        ("2020", "Counted both times, but on another day"),
        ("2020", "Moved out of what is counted here (year)"),
    ]
    number = read(client, cast.ruth, at(edition, "numbers/avrr-be/returns/"))
    assert "Known today: 1." in number
    assert "as known on 1 March 2021, 10:00" in number


def test_the_page_of_a_number_says_in_words_what_the_files_say_in_codes(
    client: Client, edition: Edition, cast: Cast
) -> None:
    page = read(client, cast.ruth, at(edition, "numbers/avrr-be/umc/?part=male"))
    assert 'Departure <small class="quiet">movements.departed</small>' in page
    assert "Programme: Voluntary return from Belgium" in page
    assert "<dt>Of whom</dt><dd>Unaccompanied children" in page
    share = read(client, cast.ruth, at(edition, "numbers/avrr-be/women-share/"))
    assert "<dt>Part</dt><dd>Returns · Women and girls" in share
    women = edition.frozen.tally("avrr-be", "by-sex").parts["female",]
    assert f"<p>{women:f} of {edition.frozen.tally('avrr-be', 'returns').total:f}</p>" in share
    unknown = read(client, cast.ruth, at(edition, "numbers/avrr-be/by-age/?part=unknown"))
    assert "does not say that one of these holds: Under 12; 12 to 17" in unknown


def test_who_reads_no_editions_finds_no_reports(client: Client, edition: Edition, cast: Cast) -> None:
    for who in (cast.lies, cast.outsider, cast.rik):
        for more in ("", "since/", "numbers/avrr-be/returns/", "fr.pdf", "numbers.csv"):
            read(client, who, at(edition, more), 403)


def test_a_document_is_taken_in_each_language_and_written_down(
    client: Client, edition: Edition, cast: Cast
) -> None:
    client.force_login(cast.ruth)
    for language in ("en", "fr", "nl"):
        assert client.get(at(edition, f"{language}.pdf")).content.startswith(b"%PDF")
    assert b"<!doctype html>" in client.get(at(edition, "nl.html")).content
    assert client.get(at(edition, "de.pdf")).status_code == 404
    assert client.get(at(edition, "fr.docx")).status_code == 404
    assert AuditEntry.objects.filter(kind="export", action="evidence.edition").count() == 4


def test_a_series_shows_the_years_before(client: Client, edition: Edition, cast: Cast) -> None:
    page = read(client, cast.ruth, at(edition, "numbers/avrr-be/returns/"))
    before = edition.frozen.tally("avrr-be", "returns", "before").total
    assert re.search(rf"<dt>2019</dt><dd>{before:.0f}</dd>", page)
    assert "<dt>2018</dt><dd>–</dd>" in page


def test_two_files_of_one_person_explain_persons(client: Client, cast: Cast) -> None:
    one, other = depart(date(2020, 5, 1)), depart(date(2020, 6, 1))
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    merged = row(
        PersonsMerged(kept=other.person_key), office="be", occurred_on=date(2021, 4, 1),
        recorded_at=LATER + timedelta(days=3), actor_key=uuid4(), person=one.person_key,
    )  # fmt: skip
    merged.save(force_insert=True)
    assert "Files that turned out to be of one person" in read(client, cast.ruth, at(edition, "since/"))


def test_the_pages_of_reports_are_right_for_a_screen_reader(
    site: Site,
    page: Page,
    sign_in: Callable[[Page, Any], None],
    axe: Callable[[Page], None],
    edition: Edition,
    second: User,
    tmp_path: Path,
) -> None:
    depart(date(2020, 5, 1), destination="XK")
    sign_in(page, second)
    for address in (
        "/reports/",
        at(edition),
        at(edition, "since/"),
        at(edition, "numbers/avrr-be/by-sex/?part=male"),
        "/reports/explore/?figure=returns&period=2020&rows=destination&columns=month&only-sex=male",
        "/reports/explore/?figure=returns&period=days&first=2020-02-01&last=2020-01-01",
        "/reports/explore/cases/?figure=returns&period=2020&only-sex=male",
    ):
        page.goto(site.url + address)
        axe(page)
    file = tmp_path / "report.html"
    file.write_text(alone(compose(edition.frozen, "fr", Imprint(1, date(2021, 3, 1)))))
    page.goto(file.as_uri())
    axe(page)
    assert page.get_by_role("img").count() == 8
