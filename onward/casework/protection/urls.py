"""The addresses of protection. They carry random keys and exact references, never a name."""

from django.urls import path

from onward.casework.protection import views

app_name = "protection"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("assessments/<uuid:key>/", views.assessment, name="assessment"),
    path("travellers/<uuid:key>/ask/", views.ask, name="ask"),
    path("travellers/<uuid:key>/guardian/", views.guardian, name="guardian"),
    path("guardians/<uuid:key>/agreement/", views.agreement, name="agreement"),
    path("guardians/<uuid:key>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("travellers/<uuid:key>/marks/", views.marks, name="marks"),
    path("sealed/", views.find_sealed, name="find-sealed"),
    path("sealed/<slug:reference>/", views.sealed, name="sealed"),
]
