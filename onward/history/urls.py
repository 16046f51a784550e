"""Addresses of the pages by which the past comes in."""

from django.urls import path

from onward.history import views

app_name = "history"
urlpatterns = [
    path("", views.start, name="start"),
    path("template.xlsx", views.template, name="template"),
    path("cases/", views.cases, name="cases"),
    path("cases/<uuid:key>/", views.case, name="case"),
    path("quantities/", views.quantities, name="quantities"),
    path("quantities/<uuid:key>/", views.quantity, name="quantity"),
    path("quantities/<uuid:key>/take-back/", views.take_back, name="take-back"),
    path("<uuid:key>/", views.upload, name="upload"),
    path("<uuid:key>/bad.xlsx", views.bad, name="bad"),
    path("<uuid:key>/load/", views.load, name="load"),
    path("<uuid:key>/check/", views.check, name="check"),
    path("<uuid:key>/stop/", views.stop, name="stop"),
    path("<uuid:key>/discard/", views.discard, name="discard"),
]
