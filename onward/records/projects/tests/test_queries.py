"""Which project pays for what."""

import pytest

from onward.kernel.definitions import current_library
from onward.records.projects import queries


def test_every_project_pays_for_a_programme_that_is_there() -> None:
    library = current_library()
    programmes = library.of("programmes")
    paying = {code for programme in programmes for code in queries.codes_for(programme)}
    assert paying == set(library.of("projects"))


@pytest.mark.parametrize("programme", sorted(current_library().of("programmes")))
def test_every_programme_is_paid_for_by_somebody(programme: str) -> None:
    codes = queries.codes_for(programme)
    assert codes
    assert all(programme in queries.project(code).pays_for for code in codes)


def test_a_programme_that_nobody_knows_is_paid_for_by_nobody() -> None:
    assert queries.codes_for("no-such-programme") == []
