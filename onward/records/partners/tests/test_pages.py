"""The pages of the directory and the rota, as somebody asks for them."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from onward.access.actions import close_user
from onward.access.models import User
from onward.access.paging import place_of
from onward.kernel import clock
from onward.kernel.sealing import told_as
from onward.records.partners.actions import Particulars, change_organisation
from onward.records.partners.models import ContactPerson, Desk, Organisation, RotaDay
from onward.records.partners.tests.factories import a_desk, an_organisation
from tests.cast import RED_CROSS, Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *of: object) -> str:
    return reverse(f"partners:{name}", args=of)


def test_an_organisation_is_entered_with_desk_and_contact_and_ended(cast: Cast) -> None:
    client = signed_in(cast.anna)
    client.post(
        address("new"),
        {"name": "De Linde", "type": "red-cross", "town": "Lint", "country": "BE", "services": ["shelter"]},
    )
    one = Organisation.objects.get(name="De Linde")
    client.post(address("new-desk", one.key), {"name": "Reception", "hours": "9–12"})
    client.post(address("new-contact", one.key), {"name": "Ria Maes", "desk": told_as(Desk.objects.get())})
    page = client.get(address("organisation", one.key)).content.decode()
    for words in ("De Linde", "Shelter", "Reception", "Ria Maes"):
        assert words in page
    client.post(address("drop-contact", one.key, told_as(ContactPerson.objects.get())))
    client.post(address("end", one.key), {"ended_on": clock.today().isoformat(), "version": "1"})
    one.refresh_from_db()
    assert one.ended_on is not None
    assert not ContactPerson.objects.exists()


def test_a_name_that_is_known_is_refused_at_its_field(cast: Cast) -> None:
    an_organisation("De Linde", town="Lint")
    typed = {"name": "De Linde", "type": "ngo", "town": "Lint", "country": "BE"}
    answer = signed_in(cast.anna).post(address("new"), typed)
    assert answer.status_code == 422
    assert 'id="id_name_error"' in answer.content.decode()


def test_the_second_editor_sees_what_the_first_changed(cast: Cast) -> None:
    one = an_organisation("De Linde", town="Lint", services=(), languages=())
    change_organisation(cast.anna, one, Particulars("red-cross", "De Linde", "BE", "Mol"), version=1)
    typed = {"name": "De Linde", "type": "ngo", "town": "Lint", "country": "BE", "version": "1"}
    page = signed_in(cast.anna).post(address("edit", one.key), typed).content.decode()
    assert "Somebody changed this" in page
    assert "<b>Mol</b>" in page
    assert 'name="version" value="2"' in page


def test_the_list_is_narrowed_and_paged_by_key(cast: Cast) -> None:
    Organisation.objects.all().delete()
    for number in range(30):
        an_organisation(f"Centre {number:02}", type="ngo" if number % 2 else "red-cross")
    client = signed_in(cast.lies)
    first = client.get(address("list")).content.decode()
    assert "Centre 24" in first
    assert "Centre 25" not in first
    edge = place_of(Organisation.objects.get(name="Centre 24"))
    second = client.get(address("list"), {"after": edge}).content.decode()
    assert "Centre 29" in second
    assert "Centre 24" not in second
    back = client.get(address("list"), {"before": place_of(Organisation.objects.get(name="Centre 25"))})
    assert "Centre 00" in back.content.decode()
    assert "Centre 29" not in client.get(address("list"), {"type": "red-cross"}).content.decode()
    assert client.get(address("list"), {"type": "nonsense", "after": "x"}).status_code == 200


def test_the_pages_of_the_directory_follow_the_names_in_the_readers_language(cast: Cast) -> None:
    """Aalst is Alost in French; capitals and accents part nothing, and no page overlaps with the next one."""
    Organisation.objects.all().delete()
    for own, french in (
        ("City of Aalst", "Ville d’Alost"), ("clinique", ""), ("École", ""), ("Entraide", ""),
        *((f"Zorg {number:02}", f"Centre {number:02}") for number in range(23)),
    ):  # fmt: skip
        Organisation.objects.filter(pk=an_organisation(own, type="ngo").pk).update(name_fr=french)
    User.objects.update(language="fr")
    client = signed_in(cast.lies)
    pages = [client.get(address("list")).context["page"]]
    pages.append(client.get(address("list"), {"after": pages[0].older}).context["page"])
    names = [[row.organisation.name_fr or row.organisation.name for row in page.rows] for page in pages]
    assert [*names[0], *names[1]][23:] == ["clinique", "École", "Entraide", "Ville d’Alost"]
    assert [len(one) for one in names] == [25, 2]
    back = client.get(address("list"), {"before": pages[1].newer}).context["page"]
    assert [row.organisation.pk for row in back.rows] == [row.organisation.pk for row in pages[0].rows]


def test_a_week_at_the_desks_is_planned_and_a_conflict_is_told(cast: Cast) -> None:
    desk, ngo = a_desk(), an_organisation("Open Pad", type="ngo")
    client = signed_in(cast.anna)
    turn = {"desk": told_as(desk), "on": "2021-11-10", "part": "morning", "who": str(ngo.key)}
    with clock.at(datetime(2021, 11, 8, 9, tzinfo=UTC)):
        client.post(address("rota"), turn)
        taken = client.post(address("rota"), turn | {"part": "day"})
        assert taken.status_code == 422
        assert "already has a turn" in taken.content.decode()
        assert "Open Pad" in client.get(address("rota"), {"week": "2021-11-12"}).content.decode()
        client.post(address("clear-turn", told_as(RotaDay.objects.get())))
    assert not RotaDay.objects.exists()


def test_a_desk_kept_by_its_own_organisation_is_not_named_twice(cast: Cast) -> None:
    desk = a_desk(an_organisation("Return Desk Ghent", type="return-desk"), name="Return Desk Ghent, Gent")
    turn = {"desk": told_as(desk), "on": "2021-11-10", "part": "morning", "who": str(desk.organisation.key)}
    with clock.at(datetime(2021, 11, 8, 9, tzinfo=UTC)):
        signed_in(cast.anna).post(address("rota"), turn)
        page = signed_in(cast.lies).get(address("rota"), {"week": "2021-11-12"}).content.decode()
    assert page.count("Return Desk Ghent") == 1
    assert "its own staff" in page


@pytest.mark.parametrize("week", ["", "soon", "0001-01-01", "9999-12-31", "2021-02-30"])
def test_any_week_in_the_address_finds_a_page(cast: Cast, week: str) -> None:
    assert signed_in(cast.lies).get(address("rota"), {"week": week}).status_code == 200


def test_who_may_only_read_changes_nothing(cast: Cast) -> None:
    desk = a_desk()
    client = signed_in(cast.lies)
    turn = {"desk": told_as(desk), "on": "2021-11-10", "part": "day", "who": str(cast.lies.key)}
    assert client.post(address("rota"), turn).status_code == 403
    for name in ("edit", "end", "new-desk", "new-contact"):
        assert client.get(address(name, desk.organisation.key)).status_code == 403
    for who in (cast.outsider, cast.rik, cast.ruth):
        assert signed_in(who).get(address("list")).status_code == 403


def test_pages_ask_little(cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _number in range(5):
        desk = a_desk()
        RotaDay.objects.create(desk=desk, on=clock.today(), part="day", user_key=cast.lies.key)
    client = signed_in(cast.anna)
    for page, most in (
        (address("list"), 6),
        (address("rota"), 8),
        (address("organisation", desk.organisation.key), 6),
    ):
        client.get(page)
        with django_assert_max_num_queries(most):
            client.get(page)


def test_an_organisation_is_listed_and_found_by_its_name_in_the_readers_language(cast: Cast) -> None:
    known = an_organisation("Return Desk Ghent", type="return-desk", town="Gent")
    Organisation.objects.filter(pk=known.pk).update(name_fr="Guichet de retour Gand")
    client = Client()
    client.force_login(cast.lies)
    User.objects.update(language="fr")
    with override("fr"):
        page = client.get("/organisations/?q=guichet").content.decode()
    assert ">Guichet de retour Gand</a>" in page
    assert "Return Desk Ghent" not in page


def test_who_ends_an_organisation_is_told_who_can_still_sign_in_for_it(cast: Cast) -> None:
    client, one = signed_in(cast.anna), Organisation.objects.get(key=RED_CROSS)
    before = client.get(address("end", one.key)).content.decode()
    assert "they can still sign in" in before
    assert f'href="/users/{cast.rik.key}/"' in before
    ended = {"ended_on": clock.today().isoformat(), "version": str(one.version)}
    after = client.post(address("end", one.key), ended, follow=True).content.decode()
    assert "These users can still sign in for it" in after
    assert f'href="/users/{cast.rik.key}/"' in after
    assert "still sign in" not in signed_in(cast.lies).get(address("organisation", one.key)).content.decode()
    close_user(cast.anna, cast.rik)
    assert "still sign in" not in client.get(address("organisation", one.key)).content.decode()
