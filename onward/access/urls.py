"""The addresses of the audit and of the users. They carry random keys, never a name."""

from django.urls import path

from onward.access import views

app_name = "access"
urlpatterns = [
    path("audit/", views.audit_start, name="audit"),
    path("audit/person/<uuid:key>/", views.of_person, name="audit-person"),
    path("audit/case/<uuid:key>/", views.of_case, name="audit-case"),
    path("audit/user/<uuid:key>/", views.of_user, name="audit-user"),
    path("audit/exports/", views.exports, name="exports"),
    path("audit/openings/", views.openings, name="openings"),
    path("audit/openings/<uuid:key>/seen/", views.opening_seen, name="opening-seen"),
    path("offices/", views.offices, name="offices"),
    path("offices/new/", views.office, name="office-new"),
    path("offices/<slug:code>/", views.office, name="office"),
    path("users/", views.users, name="users"),
    path("users/new/", views.new_user, name="user-new"),
    path("users/<uuid:key>/", views.user, name="user"),
    path("users/<uuid:key>/link/", views.user_link, name="user-link"),
    path("users/<uuid:key>/active/", views.user_active, name="user-active"),
]
