"""What is typed as a place of a journey."""

import pytest
from django.core.exceptions import ValidationError

from onward.delivery.movements.forms.journeys import PlaceField


def test_airports_that_go_by_one_name_are_told_apart_by_their_country() -> None:
    with pytest.raises(ValidationError) as several:
        PlaceField().clean("San Salvador")
    [words] = several.value.messages
    assert ", El Salvador)" in words
    assert ", Bahamas)" in words
