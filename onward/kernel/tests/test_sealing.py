"""A sealed number says nothing of its neighbours, and only its own use opens it."""

from itertools import pairwise
from uuid import UUID, uuid4

from pytest_django.fixtures import Settings

from onward.kernel.models import Event
from onward.kernel.sealing import number_in, seal, told_as, unseal


def test_a_number_comes_back_from_its_seal_and_from_nothing_else() -> None:
    for number in (0, 1, 255, 7_310_000_000_001, 2**63 - 1):
        told = seal("cases_vulnerability", number)
        assert unseal("cases_vulnerability", told) == unseal("cases_vulnerability", UUID(told)) == number
        assert unseal("people_contact", told) is None
    for nonsense in ("", "17", "x" * 36, str(uuid4()), uuid4()):
        assert unseal("cases_vulnerability", nonsense) is None
    assert number_in(Event, uuid4()) == -1


def test_seals_of_neighbours_have_nothing_in_common() -> None:
    seals = [UUID(seal("place", number)).bytes for number in range(2_000)]
    assert len(set(seals)) == 2_000
    for half in (slice(0, 8), slice(8, 16)):
        assert len({one[half] for one in seals}) == 2_000
    ordered = sum(one < other for one, other in pairwise(seals))
    assert 800 < ordered < 1_200, "they come in no order"


def test_a_seal_outlives_its_secret_only_among_the_fallbacks(settings: Settings) -> None:
    told = seal("place", 17)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, of which nobody knew before"  # of this test alone
    assert seal("place", 17) != told
    assert unseal("place", told) == 17
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal("place", told) is None


def test_a_row_is_told_by_its_random_key_where_it_has_one() -> None:
    class Keyed(Event):
        class Meta:
            app_label = "kernel"
            proxy = True

        key = UUID("00000000-0000-4000-8000-000000000001")

    assert told_as(Keyed(position=4)) == "00000000-0000-4000-8000-000000000001"
    assert unseal("kernel_event", told_as(Event(position=4))) == 4
