"""Addresses of the pages about persons and households."""

from django.urls import path

from onward.records.people.views import households, papers, persons

app_name = "people"
urlpatterns = [
    path("", persons.search, name="search"),
    path("new/", persons.new, name="new"),
    path("<uuid:key>/", persons.person, name="person"),
    path("<uuid:key>/edit/", persons.edit, name="edit"),
    path("<uuid:key>/papers/new/", papers.new_document, name="new-document"),
    path("papers/<uuid:key>/", papers.document, name="document"),
    path("<uuid:key>/numbers/new/", papers.new_reference, name="new-reference"),
    path("<uuid:key>/numbers/<uuid:told>/drop/", papers.drop, name="drop-reference"),
    path("<uuid:key>/contacts/new/", papers.new_contact, name="new-contact"),
    path("<uuid:key>/contacts/<uuid:told>/end/", papers.end, name="end-contact"),
    path("<uuid:key>/contacts/<uuid:told>/safe/", papers.judge, name="judge-contact"),
    path("<uuid:key>/household/", households.make, name="make-household"),
    path("households/<uuid:key>/", households.household, name="household"),
    path("households/<uuid:key>/members/<uuid:person>/leave/", households.leave, name="leave-household"),
    path("households/<uuid:key>/members/<uuid:person>/relation/", households.relation, name="relation"),
]
