"""Addresses of the figures."""

from django.urls import path

from onward.evidence.views import editions, exploring, judging, trends

app_name = "evidence"
_NUMBER = "reports/<uuid:key>/numbers/<slug:chapter>/<slug:table>"
urlpatterns = [
    path("trends/", trends.key_trends, name="key-trends"),
    path("trends/export.csv", trends.export, name="key-trends-csv"),
    path("reports/", editions.reports, name="reports"),
    path("reports/explore/", exploring.explore_figures, name="explore"),
    path("reports/explore.<slug:way>", exploring.copy, name="explore-copy"),
    path("reports/explore/cases/", exploring.cases, name="explore-cases"),
    path("reports/explore/cases.csv", exploring.cases_csv, name="explore-cases-csv"),
    path("reports/explore/kept/<uuid:key>/remove/", exploring.remove, name="explore-remove"),
    path("reports/<uuid:key>/", editions.edition, name="edition"),
    path("reports/<uuid:key>/public/", judging.for_public, name="edition-public"),
    path("reports/<uuid:key>/public/begin/", judging.begin, name="judging-begin"),
    path("reports/<uuid:key>/public/stop/", judging.stop, name="judging-stop"),
    path("reports/<uuid:key>/publish/", judging.publish, name="publish"),
    path("reports/<uuid:key>/withdraw/", editions.withdraw, name="withdraw"),
    path("reports/<uuid:key>/since/", editions.since, name="edition-since"),
    path("reports/<uuid:key>/numbers.<slug:way>", editions.numbers, name="edition-numbers"),
    path("reports/<uuid:key>/<slug:language>.<slug:way>", editions.document, name="edition-document"),
    path(f"{_NUMBER}/", editions.number, name="number"),
    path(f"{_NUMBER}/cases.csv", editions.number_cases, name="number-cases"),
]
