"""Under a programme's name, and under a member's own."""

from django.urls import path

from comity.portal.people import views

urlpatterns = [
    path("people/", views.show_people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/end/", views.end, name="end-seat"),
]
member_urlpatterns = [
    path("people/", views.show_own_people, name="own-people"),
    path("people/invite/", views.invite_own, name="own-invite"),
    path("people/end/", views.end_own, name="own-end-seat"),
]
