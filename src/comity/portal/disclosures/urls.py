"""Under a programme's name."""

from django.urls import path

from comity.portal.disclosures import views

urlpatterns = [
    path("ledger/<int:seq>/replay/", views.show_replay, name="replay"),
    path("ledger/<int:seq>/replay/file/", views.take_rows, name="replay-file"),
]
