"""The addresses of projects."""

from django.urls import path

from onward.records.projects import views

app_name = "projects"
urlpatterns = [
    path("", views.projects, name="list"),
    path("<slug:code>/", views.project, name="project"),
    path("spending/<uuid:key>/", views.expenditure, name="expenditure"),
    path("spending/<uuid:key>/take-back/", views.take_back, name="take-back"),
]
