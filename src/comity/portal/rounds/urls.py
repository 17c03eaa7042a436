"""Under a programme's name."""

from django.urls import path

from comity.portal.rounds import views

urlpatterns = [
    path("rounds/", views.show_rounds, name="rounds"),
    path("rounds/open/", views.begin, name="open-round"),
    path("rounds/<slug:round_slug>/", views.show_round, name="round"),
    path("rounds/<slug:round_slug>/assemble/", views.assemble, name="assemble-round"),
    path("rounds/<slug:round_slug>/calendar/", views.keep_calendar, name="round-calendar"),
    path("rounds/<slug:round_slug>/remind/", views.remind_members, name="remind-members"),
]
