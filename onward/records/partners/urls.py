"""Addresses of the directory of organisations and of the rota."""

from django.urls import path

from onward.records.partners import views

app_name = "partners"
urlpatterns = [
    path("", views.directory, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:key>/", views.organisation, name="organisation"),
    path("<uuid:key>/edit/", views.edit, name="edit"),
    path("<uuid:key>/end/", views.end, name="end"),
    path("<uuid:key>/desks/new/", views.desk, name="new-desk"),
    path("<uuid:key>/desks/<uuid:told>/", views.desk, name="desk"),
    path("<uuid:key>/contacts/new/", views.contact, name="new-contact"),
    path("<uuid:key>/contacts/<uuid:told>/", views.contact, name="contact"),
    path("<uuid:key>/contacts/<uuid:told>/drop/", views.drop, name="drop-contact"),
    path("rota/", views.rota, name="rota"),
    path("rota/<uuid:told>/clear/", views.clear, name="clear-turn"),
]
