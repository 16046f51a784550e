"""The addresses of referrals and enquiries."""

from django.urls import path

from onward.casework.referrals import views

app_name = "referrals"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("own/", views.own, name="own"),
    path("new/", views.new, name="new"),
    path("enquiries/", views.enquiries, name="enquiries"),
    path("<str:reference>/", views.referral, name="referral"),
    path("<str:reference>/sent/", views.sent, name="sent"),
    path("<str:reference>/accept/", views.accept, name="accept"),
    path("<str:reference>/decline/", views.decline, name="decline"),
    path("<str:reference>/withdraw/", views.withdraw, name="withdraw"),
]
