"""Offices are added and changed by an administrator; the first of whom is made at the command line."""

from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override

from onward.access import actions as offices
from onward.access.actions import Reached
from onward.access.models import AuditEntry, Office, User
from onward.access.problems import OfficeCodeTaken
from onward.kernel.models import Event
from onward.kernel.problems import Invalid, Refused
from onward.web.management.commands import administrator
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
GHENT = Reached("Ghent", "+32 9 000 00 00", "Koophandelsplein 1, 9000 Gent")


def test_an_office_is_added_on_a_page_and_told_in_log_and_audit(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.anna)
    form = client.get("/offices/new/").context["form"]
    sent = {
        "once": str(form["once"].value()),
        "code": "gh",
        "kind": "country",
        "country": "BE",
        "name": GHENT.name,
        "phone": GHENT.phone,
        "address": GHENT.address,
    }
    assert client.post("/offices/new/", sent, follow=True).redirect_chain == [("/offices/", 302)]
    office = Office.objects.get(code="gh")
    assert (office.name, office.phone, office.country) == ("Ghent", GHENT.phone, "BE")
    assert Event.objects.get(type="access.office_made").about_key == office.key
    assert AuditEntry.objects.filter(table="access_office", after__code="gh").exists()
    assert "Koophandelsplein" in client.get("/offices/").content.decode()


def test_how_an_office_is_reached_is_changed_and_its_code_is_not(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.anna)
    answer = client.post(
        f"/offices/{cast.be.code}/", {"once": "", "code": "zz", "name": "Brussels", "phone": "+32 2"}
    )
    assert answer.status_code == 422, "a form without its key is none"
    key = str(client.get(f"/offices/{cast.be.code}/").context["form"]["once"].value())
    client.post(
        f"/offices/{cast.be.code}/", {"once": key, "code": "zz", "name": "Brussels", "phone": "+32 2 1"}
    )
    cast.be.refresh_from_db()
    assert (cast.be.code, cast.be.phone) == ("be", "+32 2 1")


def test_an_office_goes_by_its_name_in_the_readers_language(client: Client) -> None:
    cast = make_cast()
    cast.anna.language = "fr"
    cast.anna.save()
    client.force_login(cast.anna)
    with override("fr"):
        key = str(client.get(f"/offices/{cast.be.code}/").context["form"]["once"].value())
    sent = {"once": key, "name": "Brussels", "name_fr": " Bruxelles ", "phone": "+32 2 1"}
    with override("fr"):
        client.post(f"/offices/{cast.be.code}/", sent)
        listed = client.get("/offices/").content.decode()
    office = Office.objects.get(code="be")
    assert (office.name, office.name_fr) == ("Brussels", "Bruxelles")
    assert ">Bruxelles</a>" in listed
    for language, called in (("fr", "Bruxelles"), ("fr-be", "Bruxelles"), ("nl", "Brussels")):
        with override(language):
            assert str(office) == called


@pytest.mark.parametrize(
    ("code", "kind", "country", "field"),
    [
        ("BE 1", "country", "BE", "code"),
        ("gh", "shop", "BE", "kind"),
        ("gh", "mission", "Belgium", "country"),
        ("gh", "mission", "QQ", "country"),
    ],
)
def test_what_references_and_figures_say_is_checked(code: str, kind: str, country: str, field: str) -> None:
    cast = make_cast()
    with pytest.raises(Invalid) as wrong:
        offices.make_office(cast.anna, code, kind, country, GHENT)
    assert wrong.value.field == field


def added(client: Client, **fields: str) -> str:
    """Add an office on its page and return what is said then."""
    key = str(client.get("/offices/new/").context["form"]["once"].value())
    sent = {"once": key, "code": "gh", "kind": "country", "country": "BE", "name": "Ghent"} | fields
    return unescape(client.post("/offices/new/", sent, follow=True).content.decode())


def test_two_letters_of_no_country_are_refused_with_the_nearest(client: Client) -> None:
    client.force_login(make_cast().anna)
    assert "“EB” is the code of no country. The nearest are: BE." in added(client, country="EB")
    assert "“QQ” is the code of no country. The nearest are: QA." in added(client, country="QQ")
    assert not Office.objects.filter(code="gh").exists()
    added(client, code="prn", kind="mission", country="XK")
    assert Office.objects.get(code="prn").country == "XK"


def test_of_an_office_that_no_programme_names_it_is_said_what_to_do(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.anna)
    told = added(client)
    assert "No programme names an office “gh”, so no case can be opened in it. Write “office: gh”" in told
    assert "Programmes name: be, lu." in told
    assert Office.objects.filter(code="gh").exists(), "it is a warning, no refusal"
    assert "No programme" not in added(client, code="iq", kind="mission", country="IQ")
    Office.objects.filter(code="lu").update(code="lux")
    assert "No programme" not in added(client, code="lu", country="LU", name="Luxembourg")


def test_a_code_is_given_once_and_by_nobody_else() -> None:
    cast = make_cast()
    with pytest.raises(OfficeCodeTaken):
        offices.make_office(cast.anna, cast.be.code, "country", "BE", GHENT)
    with pytest.raises(Refused):
        offices.make_office(cast.lies, "gh", "country", "BE", GHENT)
    with pytest.raises(Refused):
        offices.change_office(cast.lies, cast.be, GHENT)


def typed(monkeypatch: pytest.MonkeyPatch, *passwords: str) -> None:
    """Type these passwords, one after the other."""
    left = list(passwords)
    monkeypatch.setattr(administrator, "getpass", lambda _words: left.pop(0))


def test_the_first_administrator_is_made_at_the_command_line_and_signs_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "a long enough secret", "a long enough secret")
    call_command("administrator", "first@onward.example", name="First One", stdout=StringIO())
    assert client.login(email="first@onward.example", password="a long enough secret")
    assert client.get("/users/").status_code == 200
    with pytest.raises(CommandError, match="already"):
        call_command("administrator", "second@onward.example", name="Second One")


@pytest.mark.parametrize("passwords", [("one thing typed", "another thing"), ("short", "short")])
def test_a_slip_in_the_password_makes_nobody(
    monkeypatch: pytest.MonkeyPatch, passwords: tuple[str, str]
) -> None:
    typed(monkeypatch, *passwords)
    with pytest.raises(CommandError):
        call_command("administrator", "first@onward.example", name="First One")
    assert not User.objects.exists()


def test_without_a_terminal_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_words: str) -> str:
        raise EOFError

    monkeypatch.setattr(administrator, "getpass", ended)
    with pytest.raises(CommandError, match="typed at a terminal, and there is none here"):
        call_command("administrator", "first@onward.example", name="First One")
    assert not User.objects.exists()
