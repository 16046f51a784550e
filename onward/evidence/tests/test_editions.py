"""Editions: numbers frozen, approved by a second person, and computed again to the same bytes."""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils.translation import override

from onward.access.models import User
from onward.casework.cases.tests.factories import a_case
from onward.evidence import actions, problems
from onward.evidence.actions import computed_again, prepare_edition, publish_edition, withdraw_edition
from onward.evidence.counting import dimensions
from onward.evidence.documents.blocks import Table
from onward.evidence.documents.composing import compose
from onward.evidence.documents.copies import copy_of
from onward.evidence.editions import Frozen, differing, freeze
from onward.evidence.editions.numbers import Place
from onward.evidence.editions.protecting import LeftOut, Published, places_written
from onward.evidence.facts import AsOf, known, open_facts
from onward.evidence.models import Edition
from onward.evidence.queries.editions import edition_seen, imprint_of, left_out_of, offers, shown_to_public
from onward.evidence.rules import Period
from onward.evidence.tests.factories import correct, depart, held_open, retract, send_back
from onward.kernel import clock
from onward.kernel.actions import Act
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.in_force import using
from onward.kernel.definitions.kinds import registered_kinds
from onward.kernel.definitions.library import Item, revive, with_hashes
from onward.kernel.events.log import row
from onward.kernel.models import Event
from onward.kernel.problems import Missing, Refused
from onward.records.people.events import PersonsMerged
from tests.cast import Cast, make_cast
from tests.support.counts import counts

LATER = datetime(2021, 3, 1, 9, tzinfo=UTC)
YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, committed_db: str) -> Iterator[None]:
    """Several transactions: an edition knows what ended before it, and nothing of the one at hand."""
    with override_settings(ONWARD_FACTS=tmp_path):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def second(cast: Cast) -> User:
    """Another reporting officer."""
    return User.objects.create(
        key=uuid4(), email="tess@onward.example", name="Tess Second", roles=["reporting-officer"],
        office=cast.lu, password="!",
    )  # fmt: skip


def some_departures(draw: random.Random, many: int, year: int) -> None:
    for _number in range(many):
        depart(
            date(year, 1, 1) + timedelta(days=draw.randrange(365)),
            sex=draw.choice(["male", "female"]),
            age=draw.randrange(2, 70),
            destination=draw.choice(["BR", "IQ", "GE", "XK"]),
            programme=draw.choice(["avrr-be", "avrr-lu"]),
        )


@pytest.fixture
def edition(cast: Cast) -> Edition:
    """Forty departures of 2020 and twenty of the year before, frozen in March of the year after."""
    draw = random.Random(2020)
    some_departures(draw, 40, 2020)
    some_departures(draw, 20, 2019)
    with clock.at(LATER):
        return prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))


def something_happens(draw: random.Random, cast: Cast) -> None:
    """Write one later event of any kind that can move a number: late, corrected, taken back, merged."""
    standing = list(Event.objects.standing().filter(type="movements.departed").order_by("position"))
    one, at = draw.choice(standing), LATER + timedelta(days=draw.randrange(1, 900))
    match draw.randrange(6):
        case 0:
            some_departures(draw, 1, draw.choice([2019, 2020, 2021]))
        case 1:
            depart(date(2020, 6, 1), recorded=at)
        case 2:
            correct(
                one, recorded=at, destination=draw.choice(["BR", "UA"]), sex=draw.choice(["male", "other"])
            )
        case 3 if len(standing) > 20:
            retract(one, at)
        case 4:
            send_back(one, one.occurred_on + timedelta(days=1), recorded=at)
        case _:
            other = draw.choice(standing)
            if one.person_key != other.person_key:
                row(
                    PersonsMerged(kept=other.person_key), office="be", occurred_on=at.date(), recorded_at=at,
                    actor_key=None, person=one.person_key,
                ).save(force_insert=True)  # fmt: skip


def test_an_edition_computes_again_to_the_same_bytes_whatever_happened_since(
    edition: Edition, cast: Cast
) -> None:
    draw = random.Random(7)
    for _event in range(counts(120, 1000)):
        something_happens(draw, cast)
    again = computed_again(edition)
    assert again.bytes == edition.values.encode()
    assert again.digest == edition.digest
    moved = differing(edition.frozen, computed_again(edition, AsOf()))
    assert moved, "what happened since moved no number, so that the test above says nothing"


def test_an_edition_keeps_its_definitions_when_those_in_force_change(edition: Edition) -> None:
    library = current_library()
    women = library.get("populations", "women")
    items = {kind: dict(of) for kind, of in library.items.items()}
    data = {**women.data, "when": "fact.sex == 'male'"}
    items["populations"]["women"] = Item(
        "populations", "women", type(women.body).model_validate(data), data
    )  # fmt: skip
    columns = items["facts"]
    del columns["age"]  # even the columns of facts
    others = with_hashes(Library(items, library.declared), registered_kinds())
    with using(others):
        assert computed_again(edition).digest == edition.digest


def test_what_has_changed_since_names_each_number_as_printed_and_as_known(cast: Cast) -> None:
    event = depart(date(2020, 5, 1), destination="BR")
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    correct(event, recorded=LATER + timedelta(days=1), destination="GE")
    found = {
        (one.chapter, one.table, one.part): (one.printed, one.known)
        for one in differing(edition.frozen, computed_again(edition, AsOf()))
        if one.table == "by-destination"
    }
    assert found == {
        ("avrr-be", "by-destination", ("BR",)): (1, None),
        ("avrr-be", "by-destination", ("GE",)): (None, 1),
    }


def test_what_is_committed_late_slips_into_no_edition(edition: Edition) -> None:
    """Its moment of recording lies before the edition; its transaction ended after."""
    depart(date(2020, 5, 1), recorded=LATER - timedelta(days=30))
    assert computed_again(edition).digest == edition.digest


def test_what_somebody_was_still_writing_when_an_edition_was_prepared_slips_into_it_at_no_time(
    cast: Cast,
) -> None:
    """Written before it was frozen, and committed after: it has changed since, and the edition has not."""
    some_departures(random.Random(8), 5, 2020)
    with clock.at(LATER), held_open() as finish:
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
        finish()
    assert computed_again(edition).digest == edition.digest
    assert differing(edition.frozen, computed_again(edition, AsOf()))


def test_nothing_is_frozen_while_what_others_saved_is_held_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_departures(random.Random(8), 5, 2020)
    monkeypatch.setattr(known, "PATIENCE", 0.2)
    with clock.at(LATER), held_open():
        depart(date(2020, 6, 1))
        with pytest.raises(problems.LogIsBusy):
            prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    assert not Edition.objects.exists()


def test_what_is_saved_before_the_mark_is_known_is_among_the_facts_that_are_counted(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts that were opened before it would lack what the mark covers, and never be counted so again."""
    some_departures(random.Random(8), 5, 2020)

    def known_once_a_colleague_has_saved() -> AsOf:
        def save() -> None:
            depart(date(2020, 6, 1))
            connection.close()

        thread = threading.Thread(target=save)
        thread.start()
        thread.join()
        return known.known_now()

    monkeypatch.setattr(actions, "known_now", known_once_a_colleague_has_saved)
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    assert computed_again(edition).digest == edition.digest


def test_a_colleague_who_saves_at_the_same_moment_holds_no_edition_up(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is committed once the form is taken note of has a greater number than its own transaction."""
    some_departures(random.Random(8), 5, 2020)
    taken, saved = Act.once, threading.Event()

    def colleague_saves() -> None:
        depart(date(2020, 5, 1))
        connection.close()
        saved.set()

    def once(act: Act, token: UUID | None) -> None:
        taken(act, token)
        threading.Thread(target=colleague_saves).start()
        assert saved.wait(20)

    monkeypatch.setattr(Act, "once", once)
    monkeypatch.setattr(known, "PATIENCE", 0.3)
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1), once=uuid4())
    monkeypatch.undo()
    assert computed_again(edition).digest == edition.digest


def test_two_persons_answer_for_what_is_published(edition: Edition, cast: Cast, second: User) -> None:
    with pytest.raises(problems.PreparedByYourself):
        publish_edition(cast.ruth, edition)
    publish_edition(second, edition)
    with pytest.raises(problems.AlreadyDecided):
        publish_edition(second, edition)


def test_an_edition_that_computes_to_other_numbers_is_never_published(
    edition: Edition, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the log had lost what was counted: what is printed would be nobody's numbers."""
    nothing = AsOf(before=datetime(2020, 7, 1, tzinfo=UTC))
    again = computed_again(edition, nothing)
    monkeypatch.setattr(actions, "computed_again", lambda _edition: again)
    with pytest.raises(problems.NumbersDiffer) as refused:
        publish_edition(second, edition)
    assert refused.value.params["many"] == len(differing(edition.frozen, again)) > 10
    assert not edition.decisions.exists()


def test_what_corrected_numbers_are_by_now_is_judged_as_known_when_the_edition_was_frozen(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told later is for later editions: it must not decide what this one leaves out."""
    depart(date(2020, 5, 1), recorded=LATER + timedelta(days=1))
    known_then: list[str] = []

    def left_out(
        printed: Frozen, _before: object, known_of: Callable[[Frozen], Frozen], *_more: object, **_way: object
    ) -> LeftOut:
        known_then.append(known_of(printed).digest)
        return LeftOut(frozenset(), ())

    monkeypatch.setattr(actions, "left_out", left_out)
    actions.hidden_of(edition, [])
    assert known_then == [edition.digest]


def test_two_editions_that_are_published_at_once_are_judged_one_beside_the_other(
    edition: Edition, cast: Cast, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.at(LATER):
        other = prepare_edition(cast.ruth, "newsletter", date(2020, 1, 1))
    judged: list[tuple[str, int]] = []
    hidden_of, ended = actions.hidden_of, threading.Event()

    def judge(one: Edition, before: Sequence[Published], at_once: bool) -> LeftOut:
        judged.append((one.report, len(before)))
        return hidden_of(one, before, at_once=at_once)

    def publish_the_other() -> None:
        publish_edition(second, other)
        connection.close()
        ended.set()

    thread = threading.Thread(target=publish_the_other)

    def write(places: frozenset[Place]) -> list[list[str]]:
        if not thread.is_alive() and not ended.is_set():
            thread.start()
            assert not ended.wait(3), "published before the one that it had to be judged beside"
        return places_written(places)

    monkeypatch.setattr(actions, "hidden_of", judge)
    monkeypatch.setattr("onward.evidence.actions.places_written", write)
    publish_edition(second, edition)
    thread.join(60)
    assert ended.is_set()
    assert judged[-1] == ("newsletter", 1)


def test_an_edition_that_was_never_published_is_not_withdrawn(edition: Edition, second: User) -> None:
    with pytest.raises(problems.NotPublished):
        withdraw_edition(second, edition, "Wrong programme was counted")
    publish_edition(second, edition)
    withdraw_edition(second, edition, "Wrong programme was counted")
    kinds = [one.kind for one in edition.decisions.order_by("pk")]
    assert kinds == ["published", "withdrawn"]


def test_who_has_no_such_role_prepares_nothing(cast: Cast) -> None:
    for nobody in (cast.lies, cast.outsider, cast.erbil, cast.rik):
        with pytest.raises(Refused):
            prepare_edition(nobody, "year-report", date(2020, 1, 1))


def test_a_period_that_is_not_over_and_one_that_is_none_are_refused(cast: Cast) -> None:
    with clock.at(datetime(2020, 12, 31, 22, 59, tzinfo=UTC)), pytest.raises(problems.PeriodIsOpen):
        prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    with clock.at(LATER), override("fr"), pytest.raises(problems.NoPeriodOfThisReport) as refused:
        prepare_edition(cast.ruth, "newsletter", date(2020, 2, 1))
    assert refused.value.params["begins"] == "1er janvier ou 1er juillet"


def test_of_a_period_of_which_nothing_is_on_record_no_edition_is_prepared_nor_offered(cast: Cast) -> None:
    depart(date(2019, 5, 1))
    with clock.at(LATER), pytest.raises(problems.NothingOnRecord):
        prepare_edition(cast.ruth, "year-report", date(2018, 1, 1))
    assert [one.period.first for one in offers(LATER.date()) if one.report.code == "year-report"] == [
        date(2019, 1, 1)
    ]


def test_of_a_year_of_which_a_month_alone_is_on_record_no_noughts_are_printed(cast: Cast) -> None:
    """Something else was recorded in January; of the other months nobody wrote anything down."""
    depart(date(2019, 5, 1))
    with clock.at(datetime(2020, 1, 15, 9, tzinfo=UTC)):
        a_case(cast.lies)
    with clock.at(LATER), pytest.raises(problems.NothingOnRecord) as refused:
        prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    assert (refused.value.params["first"], refused.value.params["last"]) == (
        date(2020, 2, 1),
        date(2020, 12, 31),
    )
    assert date(2020, 1, 1) not in [one.period.first for one in offers(LATER.date())]
    depart(date(2020, 6, 1))
    with clock.at(LATER):
        assert prepare_edition(cast.ruth, "year-report", date(2020, 1, 1)).number == 1


def test_editions_of_one_period_are_numbered(edition: Edition, cast: Cast) -> None:
    with clock.at(LATER):
        assert prepare_edition(cast.ruth, "year-report", date(2020, 1, 1)).number == edition.number + 1 == 2


def test_a_person_in_two_parts_of_a_full_split_stops_it_and_the_file_is_named(cast: Cast) -> None:
    person = uuid4()
    depart(date(2020, 5, 1), person=person, sex="male", age=9)
    depart(date(2020, 9, 1), person=person, sex="female", age=9)
    with clock.at(LATER), pytest.raises(problems.SplitAstray) as refused:
        prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    assert refused.value.params["many"] == 1


def test_nobody_changes_what_was_printed(edition: Edition) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(digest="0" * 64)


def test_conditions_of_a_split_are_tried_in_the_order_of_their_file_in_an_edition_too(cast: Cast) -> None:
    """`umc` stands before `company-unknown`, whose condition a child alone fulfils as well."""
    depart(date(2020, 5, 1), age=9, child="umc")
    frozen = freeze(open_facts(), current_library(), "year-report", YEAR, AsOf())
    revived = dimensions(revive(frozen.snapshot)[1])["child"]
    assert [*revived.groups] == [*dimensions()["child"].groups]


def test_the_public_copy_leaves_small_numbers_out_and_tells_them_in_no_other_way(
    cast: Cast, second: User
) -> None:
    some_departures(random.Random(4), 90, 2020)
    depart(date(2020, 3, 3), destination="UA", sex="male", age=30, programme="avrr-be")
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    with pytest.raises(Missing):
        left_out_of(edition)  # before somebody else has looked at it there is nothing for the public
    publish_edition(second, edition)
    edition = edition_seen(second, edition.key)
    imprint, shown = imprint_of(edition, "en", public=True), shown_to_public(edition)
    copy = copy_of(edition.frozen, "en", imprint, shown)
    of_ukraine = [one for one in copy.lines if one.parts == ("UA",) and not one.compared]
    assert [(one.value, one.shown) for one in of_ukraine] == [(None, False)]
    hidden = [one for one in copy.lines if not one.shown]
    assert all(one.value is None and one.counted is None and one.base is None for one in hidden)
    assert imprint.hidden == len(left_out_of(edition)) >= 2
    assert edition.digest not in copy.model_dump_json(), "a guess of what is hidden could be tried by it"
    document = compose(edition.frozen, "en", imprint, shown)
    rows = [row for section in document.sections for block in section.blocks if isinstance(block, Table)
            for row in block.rows]  # fmt: skip
    assert "Ukraine" not in {row.words for row in rows}
    assert edition.digest[:12] not in "".join(document.method)
    exact = copy_of(edition.frozen, "en", imprint_of(edition, "en"))
    assert [one.value for one in exact.lines if one.parts == ("UA",) and not one.compared] == [1]
