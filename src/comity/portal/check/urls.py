"""Under a member's own name."""

from django.urls import path

from comity.portal.check import views

urlpatterns = [
    path("check/", views.check_own_suppliers, name="check"),
    path("check/kept/<int:pk>/", views.check_again, name="check-again"),
    path("check/kept/<int:pk>/requests/", views.ask_all, name="ask-all"),
    path("check/kept/<int:pk>/delete/", views.forget, name="forget-suppliers"),
]
