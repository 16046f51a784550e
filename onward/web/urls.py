"""Every address of Onward; each room brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from onward.web.provider import leave_for_provider
from onward.web.views import choose_language, forgotten_password, no_such_page, start, unsent

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start, name="start"),
    path("unsent/", unsent, name="unsent"),
    path("", include("onward.casework.cases.urls")),
    path("", include("onward.evidence.urls")),
    path("", include("onward.access.urls")),
    path("referrals/", include("onward.casework.referrals.urls")),
    path("people/", include("onward.records.people.urls")),
    path("consents/", include("onward.records.consents.urls")),
    path("projects/", include("onward.records.projects.urls")),
    path("organisations/", include("onward.records.partners.urls")),
    path("journeys/", include("onward.delivery.movements.urls")),
    path("protection/", include("onward.casework.protection.urls")),
    path("reintegration/", include("onward.delivery.reintegration.urls")),
    path("history/", include("onward.history.urls")),
    path("rights/", include("onward.safekeeping.rights.urls")),
    path("retention/", include("onward.safekeeping.retention.urls")),
    path("accounts/email/", no_such_page),  # an address is the administrator's to change, by `users.manage`
    path("accounts/password/reset/", forgotten_password),
    path("accounts/oidc/<str:provider_id>/login/", leave_for_provider, name="openid_connect_login"),
    path("accounts/", include("allauth.urls")),
    path("language/", choose_language, name="set_language"),
]

handler400 = "onward.web.problem_pages.unreadable"
handler500 = "onward.web.problem_pages.fault"
