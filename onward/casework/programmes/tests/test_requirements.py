"""What rooms say that they can satisfy."""

from dataclasses import replace

import pytest

from onward.casework.programmes import requirements
from onward.casework.programmes.checks import events_are_declared


def test_a_requirement_that_reads_an_event_of_no_room_is_an_error_at_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert events_are_declared(None) == []
    kinds = requirements.requirement_kinds()
    one = kinds["counselling-session"]
    spoilt = replace(one, event_types=(*one.event_types, "cases.session_hold"))
    monkeypatch.setattr(requirements, "_kinds", {**kinds, one.code: spoilt})
    [error] = events_are_declared(None)
    assert "The requirement counselling-session of cases reads cases.session_hold" in str(error.msg)
