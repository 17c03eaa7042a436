"""Outside every programme."""

from django.urls import path

from comity.portal.accounts import views

urlpatterns = [
    path("begin/<str:token>/", views.begin, name="begin"),
    path("notice/", views.notice, name="notice"),
    path("me/", views.my_data, name="my-data"),
    path("me/data.json", views.my_data_file, name="my-data-file"),
    path("me/leave/", views.leave, name="leave"),
    path("speak/", views.speak, name="speak"),
    path("accounts/email/", views.no_other_address, name="account_email"),  # in the place of allauth's page
]
