"""The addresses of help after return. They carry random keys, never a name."""

from django.urls import path

from onward.delivery.reintegration import views

app_name = "reintegration"
urlpatterns = [
    path("", views.board, name="list"),
    path("travellers/<uuid:key>/ask/", views.ask, name="ask"),
    path("<uuid:key>/", views.request_page, name="request"),
]
