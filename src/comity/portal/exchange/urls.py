"""A member's pages, and the supplier's behind their links."""

from django.urls import path

from comity.portal.exchange import desk_views, views

member_urlpatterns = [
    path("requests/", views.requests, name="requests"),
    path("requests/new/", views.new_request, name="new-request"),
    path("requests/from-check/", views.requests_from_check, name="requests-from-check"),
    path("requests/addresses/", views.request_addresses, name="request-addresses"),
    path("requests/preview/", views.preview_requests, name="preview-requests"),
    path("requests/send/", views.send_requests, name="send-requests"),
    path("requests/send-due/", views.send_due_requests, name="send-due-requests"),
    path("requests/receipts/", views.receipts, name="receipts"),
    path("requests/of/<slug:ref>/", views.show_request, name="request"),
    path("requests/of/<slug:ref>/withdraw/", views.withdraw_request, name="withdraw-request"),
    path("requests/of/<slug:ref>/sealed/<slug:part>/<slug:what>/", views.sealed_file, name="sealed-file"),
    path("requests/of/<slug:ref>/read/", views.request_read, name="request-read"),
    path("requests/of/<slug:ref>/receipt/", views.receipts, name="receipt"),
    path("shared/", desk_views.own_desk, name="own-desk"),
    path("keys/", views.keys, name="keys"),
    path("keys/publish/", views.publish, name="publish-key"),
]
urlpatterns = [
    path("answer/<str:token>/", desk_views.answer_page, name="answer"),
    path("answer/<str:token>/opened/", desk_views.page_opened, name="answer-opened"),
    path("answer/<str:token>/again/", desk_views.new_link_please, name="new-link"),
    path("shared/<str:token>/", desk_views.desk_page, name="desk"),
    path("shared/<str:token>/upload/", desk_views.take_upload, name="desk-upload"),
    path("shared/<str:token>/kept/", desk_views.kept_grant, name="desk-kept"),
    path("shared/<str:token>/revoke/", desk_views.revoke_grant, name="desk-revoke"),
    path("shared/<str:token>/platform/", desk_views.name_platform, name="desk-platform"),
    path("shared/<str:token>/account/", desk_views.ask_for_account, name="desk-account"),
    path("shared/<str:token>/receipts/", desk_views.desk_receipts, name="desk-receipts"),
    path("shared/<str:token>/receipts/<slug:ref>/", desk_views.desk_receipts, name="desk-receipt"),
]
