"""Where a job is asked for. Of a programme; a member's own jobs are asked for under its own name."""

from django.urls import path

from comity.portal.jobs import views

urlpatterns = [path("jobs/<uuid:job_id>/", views.progress, name="job")]
