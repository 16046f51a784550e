"""Lists of cases: what is sealed while they are read, and addresses that nobody wrote."""

from collections.abc import Iterable

import pytest
from django.test import Client

from onward.access.models import Restriction, User
from onward.casework.cases import actions, queries
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_case
from onward.casework.programmes import queries as programmes
from onward.kernel import clock
from tests.cast import make_cast
from tests.support.doors import by_somebody_else

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/cases/", "/cases/?held=1", "/work/?list=blocked", "/work/?list=held"])
def test_a_case_that_is_sealed_while_a_list_is_read_is_left_out(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    cast = make_cast()
    sealed, other = a_case(cast.lies, counsellor=cast.lies), a_case(cast.lies, counsellor=cast.lies)
    actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="pandemic")
    read = queries.travellers_of

    def sealed_meanwhile(user: User, cases: Iterable[Case]) -> dict[int, list[Traveller]]:
        key = sealed.travellers.get().person.key
        with by_somebody_else():
            Restriction.objects.get_or_create(person_key=key, category="trafficking")
        return read(user, cases)

    client.force_login(cast.lies)
    assert sealed.reference in client.get(address).content.decode()
    monkeypatch.setattr(queries, "travellers_of", sealed_meanwhile)
    text = client.get(address)
    assert text.status_code == 200
    assert sealed.reference not in text.content.decode()
    assert other.reference in text.content.decode()


NONSENSE = ["", "the-moon", "\x00", "%27", "-1", "9" * 40, "\u202e", "1e9", "[]"]


@pytest.mark.parametrize("word", NONSENSE)
def test_a_filter_that_nobody_knows_narrows_nothing_and_breaks_nothing(client: Client, word: str) -> None:
    cast = make_cast()
    case = a_case(cast.lies, counsellor=cast.lies)
    client.force_login(cast.lies)
    for name in ("stage", "programme", "destination", "channel", "held", "late", "mine", "all", "unheard-of"):
        answer = client.get("/cases/", {name: word})
        assert answer.status_code == 200, (name, word)
        assert case.reference in answer.content.decode(), (name, word)
    for name in ("counsellor", "before"):
        assert client.get("/cases/", {name: word}).status_code == 200, (name, word)
    for query in ({"list": word}, {"before": word}, {"list": "blocked", "after": word}):
        assert client.get("/work/", query).status_code == 200, (query, word)


def test_an_office_of_several_programmes_has_the_stages_of_each_to_filter_by(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.paul, programme="avrr-lu")
    client.force_login(cast.paul)
    page = client.get("/cases/", {"stage": "registered"}).content.decode()
    assert case.reference in page
    for rules in programmes.offered("lu"):
        for stage in rules.definition.pathway:
            assert f'<option value="{stage.code}"' in page
    assert case.reference not in client.get("/cases/", {"stage": "arrived"}).content.decode()
