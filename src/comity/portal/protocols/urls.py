"""Under a company's own name, be it the member or the reviewer's office; and the Secretariat's page of outcomes."""

from django.urls import path

from comity.portal.protocols import views
from comity.portal.protocols.views import compared, converging

CASE = "protocols/<int:case>/"
member_urlpatterns = [
    path("protocols/", views.show_protocols, name="protocols"),
    path("protocols/upload/", views.upload, name="upload-protocol"),
    path("protocols/compared/", compared.show_pair, name="protocols-compared"),
    path(
        "protocols/compared/<int:own>-<int:other>.xlsx",
        compared.pair_workbook,
        name="protocols-compared-workbook",
    ),
    path(f"{CASE}what-if/", compared.show_what_if, name="protocol-what-if"),
    path("reviews/", views.show_reviews, name="protocol-reviews"),
    path("protocols/convergence/", converging.show_to_member, name="member-convergence"),
    path(
        "protocols/convergence/figures.csv", converging.figures_for_member, name="member-convergence-figures"
    ),
    path("reviews/convergence/", converging.show_to_office, name="office-convergence"),
    path("reviews/convergence/figures.csv", converging.figures_for_office, name="office-convergence-figures"),
    path(CASE, views.show_protocol, name="protocol"),
    path(f"{CASE}file/", views.original, name="protocol-file"),
    path(f"{CASE}read-again/", views.read_it_again, name="read-protocol-again"),
    path(f"{CASE}submit/", views.hand_in, name="submit-protocol"),
    path(f"{CASE}take-back/", views.withdraw, name="take-protocol-back"),
    path(f"{CASE}delete/", views.delete, name="delete-protocol"),
    path(f"{CASE}answer-query/", views.reply, name="answer-protocol-query"),
    path(f"{CASE}assess/", views.show_desk, name="protocol-desk"),
    path(f"{CASE}assess/answer/", views.give_answer, name="answer-criterion"),
    path(f"{CASE}assess/undo/", views.undo, name="undo-protocol-answer"),
    path(f"{CASE}accept/", views.accept, name="accept-proposals"),
    path(f"{CASE}questions/", views.questions, name="protocol-questions"),
    path(f"{CASE}workbook/", views.workbook, name="protocol-workbook"),
    path(f"{CASE}workbook/back/", views.workbook_back, name="protocol-workbook-back"),
    path(f"{CASE}report.<slug:form>", views.report, name="protocol-report"),
    path(f"{CASE}log/", views.log, name="protocol-log"),
    path(f"{CASE}begin/", views.begin, name="begin-protocol-review"),
    path(f"{CASE}take-over/", views.take_it_over, name="take-protocol-over"),
    path(f"{CASE}query/", views.query, name="query-protocol"),
    path(f"{CASE}query/withdraw/", views.withdraw_the_query, name="withdraw-protocol-query"),
    path(f"{CASE}office/", views.answer_the_office, name="answer-protocol-office"),
    path(f"{CASE}sides/", views.show_sides, name="protocol-sides"),
    path(f"{CASE}sides/resolve/", views.settle, name="resolve-disagreement"),
    path(f"{CASE}sides/approve/", views.answer_exception, name="answer-exception"),
    path(f"{CASE}conclude/", views.decide, name="conclude-protocol"),
]
urlpatterns = [
    path("protocols/", views.show_outcomes, name="protocol-outcomes"),
    path("protocols/convergence/", converging.show_convergence, name="protocol-convergence"),
    path("protocols/convergence/figures.csv", converging.figures, name="protocol-convergence-figures"),
    path("protocols/convergence/count/", converging.count, name="count-convergence"),
    path(f"{CASE}other-office/", views.propose_another, name="propose-protocol-office"),
]
