"""Outside every programme, and not there at all unless it is a demonstration."""

from django.urls import path

from comity.portal.demo import views

urlpatterns = [path("demo/", views.choose, name="demo")]
