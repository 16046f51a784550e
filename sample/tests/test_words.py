"""The coded values of the stories are those that the definitions offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
import yaml

from sample.draw.sources import SAMPLE, habits, office
from sample.draw.stories import Office

DEFINITIONS = SAMPLE.parent / "definitions"


def definition(name: str) -> Any:
    return yaml.safe_load((DEFINITIONS / name).read_text(encoding="utf-8"))


def options(list_code: str) -> set[str]:
    return set(definition("choices.yaml")[list_code]["options"])


def values(drawn: Office, kind: str, key: str) -> set[Any]:
    found: set[Any] = set()
    for story in drawn.stories:
        for step in story.steps:
            if step.kind == kind and key in step.data:
                value = step.data[key]
                found |= set(value) if isinstance(value, tuple) else {value}
    return found


@pytest.mark.parametrize(
    ("kind", "key", "list_code"),
    [
        ("vulnerability-found", "category", "vulnerabilities"),
        ("medical-needs-recorded", "level", "medical-levels"),
        ("session-held", "topics", "session-topics"),
        ("session-held", "mode", "ways"),
        ("escort-assigned", "escort", "escort-kinds"),
        ("hold-released", "precautions", "precautions"),
        ("reintegration-asked", "kind", "reintegration-kinds"),
        ("reference-noted", "issuer", "reference-issuers"),
        ("task", "task", "task-kinds"),
        ("withdrawn", "reason", "exit-reasons"),
        ("lost-contact", "reason", "exit-reasons"),
        ("not-eligible", "reason", "exit-reasons"),
        ("no-show", "reason", "exit-reasons"),
        ("turned-back", "reason", "exit-reasons"),
    ],
)
def test_every_code_of_a_step_is_on_its_list(drawn: Office, kind: str, key: str, list_code: str) -> None:
    found = values(drawn, kind, key)
    assert found
    assert found <= options(list_code)


def every(drawn: Office, field: str) -> Iterable[Any]:
    return {getattr(story, field) for story in drawn.stories}


def test_channels_programmes_funders_and_precautions_are_defined(drawn: Office) -> None:
    assert set(every(drawn, "channel")) <= set(definition("channels.yaml"))
    programmes = {path.stem for path in (DEFINITIONS / "programmes").glob("*.yaml")}
    assert set(every(drawn, "programme")) <= programmes
    assert values(drawn, "funder-approved", "funder") <= set(definition("donors.yaml"))
    assert {hold.reason for hold in drawn.holds} <= options("hold-reasons")


def test_a_hold_demands_the_precautions_usual_for_its_reason(drawn: Office) -> None:
    usual = definition("choices.yaml")["precautions"]["usual"]
    assert habits()["precautions"] == {reason: usual[reason] for reason in habits()["precautions"]}
    assert {hold.reason for hold in drawn.holds} <= set(habits()["precautions"])
    assert "masks" not in usual["disaster"]


def test_the_calls_speak_the_words_of_enquiries(drawn: Office) -> None:
    assert {call.line for call in drawn.calls} <= options("enquiry-lines")
    assert {call.topic for call in drawn.calls} <= options("enquiry-topics")
    assert {call.outcome for call in drawn.calls} <= options("enquiry-outcomes")


def test_organisations_and_users_have_types_services_and_roles_that_exist() -> None:
    for one in office()["organisations"]:
        assert one["type"] in options("partner-types")
        assert set(one["services"]) <= options("partner-services")
        assert one["channel"] in definition("channels.yaml")
    roles = set(definition("roles.yaml"))
    assert {one["role"] for one in office()["staff"] if one["role"]} == roles


def test_no_help_goes_where_the_group_of_the_definitions_excludes_it(drawn: Office) -> None:
    balkans = set(definition("groups.yaml")["visa_free_western_balkans"]["countries"])
    for story in drawn.stories:
        for step in story.steps:
            if step.kind == "reintegration-drawn":
                administrative = step.data["service"] == "administrative-assistance"
                assert administrative == (story.destination in balkans)


def test_each_channel_is_one_that_the_programme_takes(drawn: Office) -> None:
    for code in habits()["programmes"]:
        taken = set(definition(f"programmes/{code}.yaml")["referred_by"])
        assert {story.channel for story in drawn.stories if story.programme == code} <= taken
