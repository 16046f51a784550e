"""Lists of coded values: which reasons correct something, and which take it back."""

import pytest
from pydantic import ValidationError

from onward.reference.choices import ChoiceList, correcting, taking_back


def a_list(**more: object) -> ChoiceList:
    words = {code: {"en": code, "fr": code, "nl": code} for code in ("wrong-day", "twice")}
    return ChoiceList.model_validate({"code": "a-list", "name": words["twice"], "options": words, **more})


def test_no_reason_only_corrects_and_only_takes_back() -> None:
    a_list(corrects_alone=["wrong-day"], takes_back_alone=["twice"])
    with pytest.raises(ValidationError, match="takes_back_alone: among corrects_alone too: twice"):
        a_list(corrects_alone=["twice"], takes_back_alone=["twice"])
    with pytest.raises(ValidationError, match="takes_back_alone: not among the options: never"):
        a_list(takes_back_alone=["never"])


@pytest.mark.parametrize(
    "of", [f"{one}-corrections" for one in ["cash", "session", "joining", "quantity", "expenditure"]]
)
def test_what_denies_a_record_takes_it_back_and_does_not_correct_it(of: str) -> None:
    corrects, takes_back = ({code for code, _words in each(of)} for each in (correcting, taking_back))
    assert "wrong-day" in corrects - takes_back
    assert takes_back - corrects
    assert "told-wrongly" in corrects & takes_back
