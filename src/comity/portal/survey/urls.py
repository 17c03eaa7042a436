"""Of the Secretariat, under a programme's name (`urlpatterns`); of a member, under its own (`member_urlpatterns`)."""

from django.urls import path

from comity.portal.survey.views import member, office, results

urlpatterns = [
    path("surveys/", office.show_surveys, name="surveys"),
    path("surveys/open/", office.open_one, name="open-survey"),
    path("surveys/<int:year>/", office.show_status, name="survey-status"),
    path("surveys/<int:year>/closing-day/", office.move_day, name="move-survey-day"),
    path("surveys/<int:year>/remind/", office.remind_members, name="remind-survey"),
    path("surveys/<int:year>/close/", office.close, name="close-survey"),
    path("surveys/<int:year>/publish/", office.publish, name="publish-survey"),
    path("surveys/<int:year>/members/<slug:member>/reopen/", office.reopen_member, name="reopen-survey"),
    path("surveys/<int:year>/members/<slug:member>/leave/", office.leave_member_out, name="leave-survey"),
    path(
        "surveys/<int:year>/members/<slug:member>/result/", office.shared_result, name="shared-survey-result"
    ),
    path("surveys/<int:year>/files/<str:name>", office.office_file, name="survey-file"),
]
member_urlpatterns = [
    path("survey/", member.show_own, name="survey"),
    path("survey/<int:year>/", member.show_year, name="survey-year"),
    path("survey/<int:year>/questions/<slug:module>/", member.answer_module, name="survey-module"),
    path("survey/<int:year>/drafts/", member.take_all_drafts, name="survey-drafts"),
    path("survey/<int:year>/workbook/", member.workbook, name="survey-workbook"),
    path("survey/<int:year>/workbook/back/", member.workbook_back, name="survey-workbook-back"),
    path("survey/<int:year>/review/", member.review, name="survey-review"),
    path("survey/<int:year>/sign-off/", member.sign, name="sign-survey"),
    path("survey/<int:year>/share/", member.share_result, name="share-survey"),
    path("survey/<int:year>/results/", results.show_results, name="survey-results"),
    path("survey/<int:year>/results/charts/<str:name>", results.own_chart, name="survey-chart"),
    path("survey/<int:year>/results/result.pdf", results.own_pdf, name="survey-result-pdf"),
    path("survey/<int:year>/results/result.xlsx", results.own_xlsx, name="survey-result-xlsx"),
    path("survey/<int:year>/results/<str:name>", results.figures_file, name="survey-figures"),
]
