"""Addresses of the figures."""

from django.urls import path

from onward.evidence import views

app_name = "evidence"
urlpatterns = [
    path("trends/", views.key_trends, name="key-trends"),
    path("trends/export.csv", views.export, name="key-trends-csv"),
]
