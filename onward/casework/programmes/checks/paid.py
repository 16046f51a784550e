"""What can be wrong between the services of a programme, their cash, and the projects that pay."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _

from onward.casework.programmes.checks.reading import Path, programme_of
from onward.kernel.definitions import Item, Library, Report, as_far_as_told
from onward.records.projects.definition import Project
from onward.reference.currencies import currencies_in_use


def services_are_paid_for(item: Item, library: Library, report: Report) -> None:
    """Report services that no project pays for."""
    paid = {
        service
        for project in library.whole("projects").values()
        for service in project.data.get("pays_for", {}).get(item.code, {})
    }
    for service in programme_of(item).services:
        if service not in paid:
            wrong = _("the service “%(code)s” is in no project") % {"code": service}
            right = _("Name it under “pays_for: %(programme)s:” in a file of projects/") % {
                "programme": item.code
            }
            report(item, ("services", service), wrong, right, key=True)


def cash_is_bounded_once(item: Item, library: Library, report: Report) -> None:
    """Report a second service that is cash, and currencies that no country has."""
    seen: str | None = None
    for code, service in programme_of(item).services.items():
        with as_far_as_told():
            if service.cash is None:
                continue
            if seen is not None:
                wrong = _("“%(code)s” is departure cash already") % {"code": seen}
                report(item, ("services", code, "cash"), wrong, _("Keep it at one of them"))
            seen = seen or code
            known = currencies_in_use()
            for number, currency in enumerate(service.cash.currencies):
                if currency not in known:
                    path: Path = ("services", code, "cash", "currencies", number)
                    report.unknown(item, path, _("currency"), currency, known)


def project_pays_for_what_is_given(item: Item, library: Library, report: Report) -> None:
    """Report a project of an unknown programme, and one for a service that its programme does not give."""
    for programme, services in cast(Project, item.body).pays_for.items():
        if not library.knows("programmes", programme):
            known = library.codes("programmes")
            report.unknown(item, ("pays_for", programme), _("programme"), programme, known, key=True)
            continue
        declared = library.of("programmes").get(programme)
        for service in services if declared else ():
            given = programme_of(cast(Item, declared)).services
            if service not in given:
                path = ("pays_for", programme, service)
                report.unknown(item, path, _("service"), service, given, key=True)
