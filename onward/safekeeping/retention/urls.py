"""The addresses of retention."""

from django.urls import path

from onward.safekeeping.retention import views

app_name = "retention"
urlpatterns = [
    path("", views.start, name="start"),
    path("holds/<slug:kind>/<uuid:key>/", views.hold, name="hold"),
    path("holds/<uuid:key>/lift/", views.lift, name="lift"),
    path("runs/<uuid:key>/stop/", views.stop, name="stop"),
    path("runs/<uuid:key>/record.json", views.record, name="record"),
]
