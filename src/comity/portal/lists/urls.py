"""Under a member's own name."""

from django.urls import path

from comity.portal.lists import views

urlpatterns = [
    path("lists/", views.show_lists, name="lists"),
    path("lists/template/", views.template, name="list-template"),
    path("lists/upload/", views.upload, name="upload-list"),
    path("lists/uploads/", views.begin_pieces, name="begin-pieces"),
    path("lists/uploads/<uuid:upload>/", views.piece, name="upload-piece"),
    path("lists/uploads/<uuid:upload>/end/", views.end_pieces, name="end-pieces"),
    path("lists/<slug:round_slug>/<int:number>/", views.show_version, name="list-version"),
    path("lists/<slug:round_slug>/<int:number>/columns/", views.confirm_columns, name="list-columns"),
    path("lists/<slug:round_slug>/<int:number>/workbook/", views.workbook, name="list-workbook"),
    path("lists/<slug:round_slug>/<int:number>/mend/", views.mend, name="mend-list"),
    path("lists/<slug:round_slug>/<int:number>/withdraw/", views.withdraw, name="withdraw-list"),
]
