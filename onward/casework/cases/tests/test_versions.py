"""Moving a case on to a newer version of its programme."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from onward.casework.cases import actions
from onward.casework.cases.models import Case
from onward.casework.cases.problems import GateHolds
from onward.casework.cases.tests.factories import a_case, traveller_of, version_seen
from onward.casework.programmes.actions import keep_version_in_force
from onward.casework.programmes.changes import changes_between
from onward.casework.programmes.queries import kept_versions
from onward.casework.programmes.versions import current_version
from onward.kernel import clock
from onward.kernel.definitions import load_all
from onward.kernel.definitions.in_force import definitions_root, using
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Refused
from onward.reference.choices import NoSuchChoice
from tests.cast import make_cast

pytestmark = pytest.mark.django_db

Changed = Callable[[str, str], AbstractContextManager[None]]
COUNSELLED = "    require: [counselling-session]"
TOLD_BOTH = "    require: [counselling-session, funder-approval]"


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Put the office's definitions in force with a text of the Belgian programme replaced by another one."""
    shutil.copytree(definitions_root(), tmp_path / "definitions")
    file = tmp_path / "definitions" / "programmes" / "avrr-be.yaml"

    @contextmanager
    def replaced(before: str, after: str) -> Iterator[None]:
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after), encoding="utf-8")
        with using(load_all(tmp_path / "definitions")):
            yield

    return replaced


def test_a_case_keeps_its_version_until_somebody_moves_it_on(changed: Changed) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    actions.hold_session(cast.lies, case, way="phone")
    with changed(COUNSELLED, TOLD_BOTH):
        newer = keep_version_in_force("avrr-be")
        before = case.version_of_programme
        assert newer.number == before.number + 1

        moved = actions.move_to_version(cast.lies, case, newer, version=version_seen(cast.lies, case))
        assert moved.version_of_programme == newer
        with pytest.raises(GateHolds) as held:
            actions.advance(cast.lies, traveller_of(case), "counselled")
        assert "Approval of the funder" in held.value.say()
    event = Event.objects.get(type="cases.version_changed")
    assert event.payload == {"version": newer.number, "previous": before.number}


def test_a_case_that_stays_on_its_version_is_held_by_the_old_gates_only(changed: Changed) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    actions.hold_session(cast.lies, case, way="phone")
    with changed(COUNSELLED, TOLD_BOTH):
        assert actions.advance(cast.lies, traveller_of(case), "counselled").stage == "counselled"


def test_nobody_is_left_at_a_stage_that_the_newer_version_does_not_have(changed: Changed) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with changed("registered", "written-down"):
        newer = keep_version_in_force("avrr-be")
        with pytest.raises(NoSuchChoice) as refused:
            actions.move_to_version(cast.lies, case, newer)
    assert "registered" not in refused.value.say(), "whose stage it is may be hidden from who asks"
    assert Case.objects.get(pk=case.pk).version_of_programme != newer


def test_a_case_moves_neither_to_its_own_version_nor_to_another_programme_s() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    for version in (case.version_of_programme, keep_version_in_force("avrr-lu")):
        with pytest.raises(NoSuchChoice):
            actions.move_to_version(cast.lies, case, version)


def test_only_who_may_moves_a_case_on_and_not_with_a_stale_form(changed: Changed) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with changed(COUNSELLED, TOLD_BOTH):
        newer = keep_version_in_force("avrr-be")
        with pytest.raises(Refused):
            actions.move_to_version(cast.omar, case, newer)
        with pytest.raises(ChangedMeanwhile):
            actions.move_to_version(
                cast.lies, case, newer, version=version_seen(cast.lies, case, case.version + 1)
            )


def test_the_page_says_that_the_programme_has_changed_and_leads_on_to_it(
    client: Client, changed: Changed
) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/version/"
    assert address not in client.get(f"/cases/{case.reference}/").content.decode()
    with changed(COUNSELLED, TOLD_BOTH):
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert "This case goes by another version of the programme than the one in force." in page
        assert address in page

        form = client.get(address).context["form"]
        assert client.post(address, {"version": form.initial["version"]}).status_code == 422, "not confirmed"
        sent = {"confirm": "on", "version": form.initial["version"]}
        page = client.post(address, sent, follow=True).content.decode()
        assert "than the one in force" not in page
        assert f"Moved to version {keep_version_in_force('avrr-be').number} of the programme" in page
        assert Case.objects.get(pk=case.pk).version_of_programme == keep_version_in_force("avrr-be")


def test_what_changes_is_told_before_a_case_is_moved_on(changed: Changed) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client = Client()
    client.force_login(cast.lies)
    number = case.version_of_programme.number
    assert f"version {number}" in client.get(f"/cases/{case.reference}/").content.decode()
    with changed(COUNSELLED, TOLD_BOTH):
        page = client.get(f"/cases/{case.reference}/do/version/").content.decode()
        assert "What changes" in page
        assert "Gate “Counselling” asks for one thing more: Approval of the funder" in page
        assert "See what changes" in client.get(f"/cases/{case.reference}/").content.decode()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "gates:\n",
            "gates:\n  - {code: extra, name: {en: Extra, fr: Extra, nl: Extra}, before: cleared,"
            " require: [funder-approval]}\n",
            ["New gate before “Cleared”: Extra (Approval of the funder)"],
        ),
        (COUNSELLED, "    require: [funder-approval]", None),
        ("    when: traveller.medical_needs != 'none'\n    require: [fit", "    require: [fit", None),
        ("at_most: 5000.00", "at_most: 6000.00", None),
        ("en: Counselled,", "en: Talked to,", []),
        (
            "    deadline: 42d\n",
            "    deadline: 7d\n",
            ["Stage “Counselled”: who acts, how long it may take, or what it follows has changed"],
        ),
        (
            "    from: [booked]\n    back_to: cleared\n",
            "    from: [booked]\n    back_to: counselled\n",
            ["Way out “Did not show up”: from where, or back to where, has changed"],
        ),
        (
            "    within: 14d\n    until: coun",
            "    within: 7d\n    until: coun",
            ["Other tasks are set than before"],
        ),
        (
            "holds: [programme, destination, route]",
            "holds: [programme]",
            ["Rules that have no words here have changed: ask whoever keeps the programme’s file"],
        ),
    ],
)
def test_each_kind_of_change_is_told_and_mere_words_are_not(
    changed: Changed, before: str, after: str, told: list[str] | None
) -> None:
    old = current_version("avrr-be")
    with changed(before, after):
        lines = changes_between(old, current_version("avrr-be"))
    if told is None:
        assert lines
        assert all("%" not in line for line in lines)
    else:
        assert lines == told


def test_which_versions_there_are_is_asked_once_a_minute_and_at_once_where_one_was_kept(
    changed: Changed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keep_version_in_force("avrr-be")
    known = kept_versions()
    with django_assert_num_queries(0):
        assert kept_versions() == known
    with changed(COUNSELLED, TOLD_BOTH):
        assert kept_versions() == known
        newer = keep_version_in_force("avrr-be")
        assert kept_versions() == (*known, newer.pk)
    with clock.at(clock.now() + timedelta(minutes=2)), django_assert_num_queries(1):
        kept_versions()


def test_the_page_of_a_case_says_that_its_version_is_no_longer_in_force(
    client: Client, changed: Changed
) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/"
    assert "no longer in force" not in client.get(address).content.decode()
    with changed(COUNSELLED, TOLD_BOTH):
        keep_version_in_force("avrr-be")
        assert ", no longer in force" in client.get(address).content.decode()


def test_after_a_revert_the_case_opened_in_between_is_led_back_and_a_new_one_is_in_force(
    client: Client, changed: Changed
) -> None:
    cast = make_cast()
    first = keep_version_in_force("avrr-be")
    with changed(COUNSELLED, TOLD_BOTH):
        between = a_case(cast.lies)
    assert keep_version_in_force("avrr-be") == first
    client.force_login(cast.lies)
    page = client.get(f"/cases/{between.reference}/").content.decode()
    assert f"version {first.number + 1}" in page
    assert ", no longer in force" in page
    assert "move on to the version in force" in page
    after = a_case(cast.lies)
    assert after.version_of_programme == first
    assert "no longer in force" not in client.get(f"/cases/{after.reference}/").content.decode()


def test_a_case_offers_to_record_only_what_its_programme_asks_for(changed: Changed, client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.lies)
    papers = ("/do/ask-approval/", "/do/declaration/", "/do/withdraw-declaration/")

    def offered(case: Case) -> list[str]:
        page = client.get(f"/cases/{case.reference}/").content.decode()
        return [one for one in papers if f'<li><a href="/cases/{case.reference}{one}"' in page]

    before = a_case(cast.lies)
    assert offered(before) == list(papers)
    with changed("require: [funder-approval]", "require: [counselling-session]"):
        assert offered(a_case(cast.lies)) == [*papers[1:]]
        assert offered(before) == list(papers), "it keeps the version that it was opened under"
    with changed("declaration-of-voluntary-return", "counselling-session"):
        assert offered(a_case(cast.lies)) == []
