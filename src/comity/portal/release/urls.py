"""Under a programme's name (`urlpatterns`), and under a member's own (`member_urlpatterns`)."""

from django.urls import path

from comity.portal.release import views

urlpatterns = [
    path("rounds/<slug:round_slug>/release/", views.show_release, name="release"),
    path("rounds/<slug:round_slug>/release/sign/", views.sign, name="sign-release"),
    path("rounds/<slug:round_slug>/release/publish/", views.publish_list, name="publish-release"),
    path("rounds/<slug:round_slug>/release/withdraw/", views.withdraw_list, name="withdraw-release"),
    path("rounds/<slug:round_slug>/release/files/<slug:name>/", views.evidence_file, name="release-file"),
]

member_urlpatterns = [
    path("common-list/", views.show_common_list, name="common-list"),
    path("common-list/<slug:form>/", views.download_common_list, name="download-common-list"),
]
