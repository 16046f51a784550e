"""The addresses of referrals and enquiries."""

from django.urls import path

from onward.casework.referrals import views

app_name = "referrals"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("own/", views.own, name="own"),
    path("new/", views.new, name="new"),
    path("enquiries/", views.enquiries, name="enquiries"),
    path("<slug:reference>/", views.referral, name="referral"),
    path("<slug:reference>/sent/", views.sent, name="sent"),
    path("<slug:reference>/accept/", views.accept, name="accept"),
    path("<slug:reference>/decline/", views.decline, name="decline"),
    path("<slug:reference>/withdraw/", views.withdraw, name="withdraw"),
]
