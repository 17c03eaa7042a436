"""Under a programme's name."""

from django.urls import path

from comity.portal.ledger import views

urlpatterns = [
    path("ledger/", views.show_ledger, name="ledger"),
    path("ledger/export/", views.export, name="export-ledger"),
]
