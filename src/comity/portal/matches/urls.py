"""Under a programme's name."""

from django.urls import path

from comity.portal.matches import views

urlpatterns = [
    path("matches/", views.show_matches, name="matches"),
    path("matches/answer/", views.give_answer, name="answer-match"),
    path("matches/undo/", views.take_back, name="undo-match"),
    path("matches/second/", views.show_second, name="second-opinions"),
    path("matches/disagreements/", views.show_disagreements, name="disagreements"),
    path("matches/disagreements/settle/", views.settle_pair, name="settle-match"),
    path("matches/remembered/", views.show_remembered, name="remembered-matches"),
    path("matches/sites/", views.show_site, name="match-site"),
    path("matches/sites/merge/", views.merge_sites, name="merge-sites"),
    path("matches/sites/split/", views.split_site, name="split-site"),
]
