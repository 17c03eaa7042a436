"""The beginning (`urlpatterns`), and a member's home (`member_urlpatterns`)."""

from django.urls import path

from comity.portal.home import views

urlpatterns = [path("", views.start, name="start")]
member_urlpatterns = [path("", views.member_home, name="member-home")]
