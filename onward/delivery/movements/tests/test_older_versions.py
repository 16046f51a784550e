"""A case is booked by the stages of the version that it keeps, whatever its programme's file says by now."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.programmes.queries import forget_versions
from onward.delivery.movements import queries
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, travellers_of
from onward.kernel import clock
from onward.kernel.definitions import load_all
from onward.kernel.definitions.in_force import definitions_root, using
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    forget_versions()
    with clock.at(NOON):
        yield
    forget_versions()


def renamed(folder: Path) -> Path:
    """Return definitions in which the stage before the booking goes by another code."""
    shutil.copytree(definitions_root(), folder / "definitions")
    file = folder / "definitions" / "programmes" / "avrr-be.yaml"
    text = file.read_text(encoding="utf-8")
    for words in ("code: ", "before: ", "back_to: "):
        text = text.replace(f"{words}cleared", f"{words}ready")
    text = text.replace("counselled, cleared, booked", "counselled, ready, booked")
    file.write_text(text, encoding="utf-8")
    return folder / "definitions"


def test_a_renamed_stage_keeps_no_older_case_from_being_booked(client: Client, tmp_path: Path) -> None:
    cast = make_cast()
    old = a_cleared_case(cast)
    client.force_login(cast.omar)
    with using(load_all(renamed(tmp_path))):
        assert [one.case for one in queries.waiting(cast.omar)] == [old]
        assert old.reference in client.get(reverse("movements:to-book")).content.decode()
        assert client.get(reverse("movements:book", args=[old.key])).status_code == 200
        assert queries.to_book(cast.omar, old.key)[1] == travellers_of(old)
