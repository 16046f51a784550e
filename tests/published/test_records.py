"""Every published record, counted by the figures of the house from the sample office."""

from collections import Counter

import pytest

from onward.evidence.facts import Facts, open_facts
from sample.draw.records import Counted, Library, Record, joined, library
from sample.reproduced import Outcome, check_names, outcome, outcomes, table


@pytest.fixture(scope="module")
def facts(sample_office: None) -> Facts:
    return open_facts()


@pytest.fixture(scope="module")
def found(facts: Facts) -> dict[str, Outcome]:
    return {one.record.id: one for one in outcomes(library(), facts)}


def changed(name: str, **fields: object) -> Library:
    """Return the library with another reading of one record."""
    known = library()
    reading = Counted.model_validate({**known.readings.counted[name].model_dump(by_alias=True), **fields})
    counted = {**known.readings.counted, name: reading}
    return joined(known.records.values(), known.readings.model_copy(update={"counted": counted}))


def printed(name: str, **fields: object) -> Library:
    """Return the library with something else printed in one record."""
    known = library()
    record = Record.model_validate({**known.records[name].model_dump(by_alias=True), **fields})
    return joined({**known.records, name: record}.values(), known.readings)


def come_out(known: Library, name: str, facts: Facts) -> str:
    """Return the state of one record."""
    return outcome(known.records[name], known, facts).state


@pytest.mark.parametrize("name", [one for one in library().records if one in library().readings.counted])
def test_a_record_comes_out_as_printed_or_contradicts_itself(name: str, found: dict[str, Outcome]) -> None:
    one = found[name]
    assert one.state == ("contradictory" if one.record.remark else "reproduced"), one.words


def test_no_record_is_passed_over_and_each_that_is_not_covered_has_a_reason(
    found: dict[str, Outcome], capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(found) == list(library().records)
    assert all(one.words for one in found.values())
    with capsys.disabled():
        print(f"\n{table(list(found.values()))}")  # noqa: T201
    states = Counter(one.state for one in found.values())
    assert states["differs"] == 0
    assert states["reproduced"] > states["contradictory"] > 0


def test_what_contradicts_itself_is_told_with_its_remark_and_with_what_onward_says(
    found: dict[str, Outcome],
) -> None:
    told = found["2021-lu-reintegration-share"]
    assert told.record.remark in told.words
    assert "63" in told.words


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("2020-be-returns", {"value": 1726}),
        ("2018-sep-dec-be-top-countries", {"value": ["UA", "RO", "BR", "IQ", "GE"]}),
        ("2018-sep-dec-lu-share-men", {"value": 78}),
        ("2020-be-change", {"value": -20}),
        ("2020-vot-returns", {"breakdown": {"sex": {"male": 3, "female": 2}}}),
        ("2018-sep-dec-umc-returns", {"breakdown": {"sex": {"female": 3}, "destination": {"AL": 1}}}),
    ],
)
def test_another_number_in_print_would_differ(name: str, fields: dict[str, object], facts: Facts) -> None:
    assert come_out(printed(name, **fields), name, facts) == "differs"


def test_a_share_is_taken_of_the_number_that_is_printed_for_it(facts: Facts) -> None:
    other = printed("2018-sep-dec-lu-returns", value=40)
    assert come_out(library(), "2018-sep-dec-lu-share-men", facts) == "reproduced"
    assert come_out(other, "2018-sep-dec-lu-share-men", facts) == "differs"


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("2020-be-returns", {"figure": "person"}, "no figure is called “person”; did you mean “persons”?"),
        ("2020-be-returns", {"programme": "avrr-fr"}, "no programme is called “avrr-fr”"),
        ("2020-be-returns", {"among": "umcs"}, "no population is called “umcs”; did you mean “umc”?"),
        ("2020-be-returns", {"equals": {"sexe": "male"}}, "no column is called “sexe”"),
        ("2020-vot-returns", {"split": {"sex": "sexes"}}, "no dimension is called “sexes”"),
        ("2020-vot-returns", {"split": {"sex": "channel"}}, "is not split by “channel”"),
        ("2021-be-reintegration-share", {"of": "cases"}, "a share of cases in persons"),
        ("2020-vot-returns", {"split": {}}, "say in “split” or “unsplit” what becomes of sex"),
        ("2020-be-returns", {"reads": "share"}, "does not read “share”"),
        ("2020-be-returns", {"reads": "at-least"}, "“exact” in print does not read “at-least”"),
        ("2020-be-returns", {"contradiction": "It is not so."}, "and no other has"),
        ("2020-office-beneficiaries", {"says": []}, "a record with a remark has “contradiction” and “says”"),
        ("2018-sep-dec-lu-share-men", {"base": "2018-lu"}, "no record is called “2018-lu”"),
    ],
)
def test_a_mapping_that_names_what_nobody_knows_is_refused(
    name: str, fields: dict[str, object], said: str
) -> None:
    with pytest.raises(ValueError, match=name) as refused:
        check_names(changed(name, **fields))
    assert said in str(refused.value)


def test_a_record_that_the_mapping_forgets_or_that_nobody_printed_is_refused() -> None:
    known = library()
    counted = dict(known.readings.counted)
    del counted["2020-be-returns"]
    with pytest.raises(ValueError, match="says nothing of 2020-be-returns"):
        joined(known.records.values(), known.readings.model_copy(update={"counted": counted}))
    fewer = [one for one in known.records.values() if one.id != "2020-be-returns"]
    with pytest.raises(ValueError, match="no record is called “2020-be-returns”"):
        joined(fewer, known.readings)
