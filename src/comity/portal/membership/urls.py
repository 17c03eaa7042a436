"""Under a member's own name."""

from django.urls import path

from comity.portal.membership import views

urlpatterns = [
    path("statement/", views.show_statement, name="statement"),
    path("statement/pdf/", views.statement_on_paper, name="statement-pdf"),
    path("statement/sign/", views.sign, name="sign-statement"),
    path("statement/withdraw/", views.withdraw, name="withdraw-statement"),
]
