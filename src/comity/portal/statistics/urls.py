"""Under a programme's name (`urlpatterns`), and under a member's own (`member_urlpatterns`)."""

from django.urls import path

from comity.portal.statistics import views

urlpatterns = [
    path("statistics/", views.show_statistics, name="statistics"),
    path("statistics/figures.csv", views.figures, name="statistics-figures"),
    path("statistics/<slug:name>.<slug:form>", views.chart, name="statistics-chart"),
]

member_urlpatterns = [
    path("statistics/", views.show_to_member, name="member-statistics"),
    path("statistics/figures.csv", views.figures_for_member, name="member-statistics-figures"),
    path("statistics/<slug:name>.<slug:form>", views.chart_for_member, name="member-statistics-chart"),
]
