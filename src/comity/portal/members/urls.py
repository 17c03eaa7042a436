"""Under a programme's name; a member's own pages stand under `members/<its name>/`, and this card beside them."""

from django.urls import path

from comity.portal.members import views

urlpatterns = [
    path("members/", views.show_members, name="members"),
    path("members/add/", views.add, name="add-member"),
    path("members/add-office/", views.new_office, name="add-office"),
    path("member/<slug:member>/", views.show_member, name="member-card"),
    path("member/<slug:member>/benchmark/", views.record, name="record-benchmark"),
    path("member/<slug:member>/nothing/", views.approve, name="approve-nothing"),
]
