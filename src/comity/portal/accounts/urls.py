"""Outside every programme."""

from django.urls import path

from comity.portal.accounts import views

urlpatterns = [
    path("begin/<str:token>/", views.begin, name="begin"),
    path("notice/", views.notice, name="notice"),
    path("speak/", views.speak, name="speak"),
]
