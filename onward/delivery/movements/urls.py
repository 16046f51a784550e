"""The addresses of journeys. They carry random keys, never a name."""

from django.urls import path

from onward.delivery.movements import views

app_name = "movements"
urlpatterns = [
    path("", views.board, name="list"),
    path("to-book/", views.to_book, name="to-book"),
    path("book/<uuid:case_key>/", views.book, name="book"),
    path("fitness/<uuid:key>/", views.fitness, name="fitness"),
    path("<uuid:key>/", views.movement, name="movement"),
    path("<uuid:key>/sheet/", views.sheet, name="sheet"),
    path("<uuid:key>/rebook/", views.rebook, name="rebook"),
    path("<uuid:key>/cancel/", views.cancel, name="cancel"),
    path("<uuid:key>/depart/", views.depart, name="depart"),
    path("<uuid:key>/arrive/", views.arrive, name="arrive"),
    path("<uuid:key>/passengers/<uuid:told>/<slug:what>/", views.passenger, name="passenger"),
]
