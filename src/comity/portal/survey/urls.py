"""Of the Secretariat, under a programme's name (`urlpatterns`); of a member, under its own (`member_urlpatterns`)."""

from django.urls import path

from comity.portal.survey import views

urlpatterns = [
    path("surveys/", views.show_surveys, name="surveys"),
    path("surveys/open/", views.open_one, name="open-survey"),
    path("surveys/<int:year>/", views.show_status, name="survey-status"),
    path("surveys/<int:year>/closing-day/", views.move_day, name="move-survey-day"),
    path("surveys/<int:year>/remind/", views.remind_members, name="remind-survey"),
    path("surveys/<int:year>/close/", views.close, name="close-survey"),
    path("surveys/<int:year>/publish/", views.publish, name="publish-survey"),
    path("surveys/<int:year>/members/<slug:member>/reopen/", views.reopen_member, name="reopen-survey"),
    path("surveys/<int:year>/members/<slug:member>/leave/", views.leave_member_out, name="leave-survey"),
    path(
        "surveys/<int:year>/members/<slug:member>/result/", views.shared_result, name="shared-survey-result"
    ),
    path("surveys/<int:year>/files/<str:name>", views.published_file, name="survey-file"),
]
member_urlpatterns = [
    path("survey/", views.show_own, name="survey"),
    path("survey/<int:year>/", views.show_year, name="survey-year"),
    path("survey/<int:year>/questions/<slug:module>/", views.answer_module, name="survey-module"),
    path("survey/<int:year>/drafts/", views.take_all_drafts, name="survey-drafts"),
    path("survey/<int:year>/workbook/", views.workbook, name="survey-workbook"),
    path("survey/<int:year>/workbook/back/", views.workbook_back, name="survey-workbook-back"),
    path("survey/<int:year>/review/", views.review, name="survey-review"),
    path("survey/<int:year>/sign-off/", views.sign, name="sign-survey"),
    path("survey/<int:year>/share/", views.share_result, name="share-survey"),
    path("survey/<int:year>/results/", views.show_results, name="survey-results"),
    path("survey/<int:year>/results/chart.svg", views.own_chart, name="survey-chart"),
    path("survey/<int:year>/results/result.pdf", views.own_pdf, name="survey-result-pdf"),
    path("survey/<int:year>/results/result.xlsx", views.own_xlsx, name="survey-result-xlsx"),
    path("survey/<int:year>/results/<str:name>", views.figures_file, name="survey-figures"),
]
