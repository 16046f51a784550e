"""The addresses of requests about what is held."""

from django.urls import path

from onward.safekeeping.rights import views

app_name = "rights"
urlpatterns = [
    path("", views.start, name="start"),
    path("of/<uuid:person>/", views.take_down, name="take-down"),
    path("<uuid:key>/", views.one, name="request"),
    path("<uuid:key>/longer/", views.longer, name="longer"),
    path("<uuid:key>/copy/<slug:language>/", views.copy, name="copy"),
    path("<uuid:key>/copy/<slug:language>.json", views.copy_for_programs, name="copy-for-programs"),
]
