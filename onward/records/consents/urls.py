"""Addresses of the pages about consents."""

from django.urls import path

from onward.records.consents import views

app_name = "consents"
urlpatterns = [
    path("of/<uuid:person>/", views.of_person, name="person"),
    path("of/<uuid:person>/give/", views.give, name="give"),
    path("of/<uuid:person>/ask/", views.ask, name="ask"),
    path("<uuid:key>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:key>/sheet/", views.sheet, name="sheet"),
    path("requests/", views.waiting, name="waiting"),
    path("requests/<uuid:key>/", views.decide, name="decide"),
]
