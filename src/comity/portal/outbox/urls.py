"""Under a programme's name."""

from django.urls import path

from comity.portal.outbox import views

urlpatterns = [path("letters/again/", views.letters_again, name="letters-again")]
