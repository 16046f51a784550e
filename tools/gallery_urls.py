"""The few addresses that the gallery's pages link to; none of them answers."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest) -> HttpResponse:
    """Answer nothing: the gallery is a set of files."""
    return HttpResponse()


people = ([path("search/", nothing, name="search")], "people")
urlpatterns = [
    path("people/", include(people)),
    path("language/", nothing, name="set_language"),
    path("accounts/login/", nothing, name="account_login"),
    path("accounts/logout/", nothing, name="account_logout"),
]
