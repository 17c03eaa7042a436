"""Under a member's own name."""

from django.urls import path

from comity.portal.check import views

urlpatterns = [path("check/", views.check_own_suppliers, name="check")]
