"""Under a programme's name (`urlpatterns`), and under a member's own (`member_urlpatterns`). The interface itself is `comity.portal.interface`."""

from django.urls import path

from comity.portal.api import views

urlpatterns = [
    path("tokens/", views.programme_tokens, name="programme-tokens"),
    path("tokens/<int:token>/revoke/", views.revoke_of_programme, name="revoke-programme-token"),
]

member_urlpatterns = [
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:token>/revoke/", views.revoke, name="revoke-token"),
    path("shared/tokens/", views.desk_tokens, name="desk-tokens"),
    path("shared/tokens/<int:token>/revoke/", views.revoke_of_desk, name="revoke-desk-token"),
]
