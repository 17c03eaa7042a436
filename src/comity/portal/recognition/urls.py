"""A member's decisions, issuers' notices, and a supplier's recall behind its link."""

from django.urls import path

from comity.portal.recognition import views

member_urlpatterns = [
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<int:number>/reliance.<slug:form>", views.reliance_file, name="reliance"),
    path("decisions/<int:number>/ordered/", views.audit_ordered, name="audit-ordered"),
    path("requests/of/<slug:ref>/decide/", views.decide_page, name="decide"),
    path("requests/of/<slug:ref>/compare/", views.compare_protocols, name="compare-protocols"),
    path("requests/of/<slug:ref>/supplement.<slug:form>", views.supplement, name="supplement"),
]
programme_urlpatterns = [path("recalls/", views.recalls, name="recalls")]
urlpatterns = [path("shared/<str:token>/recall/", views.recall_report, name="desk-recall")]
