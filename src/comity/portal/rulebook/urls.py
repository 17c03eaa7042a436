"""Under a programme's name."""

from django.urls import path

from comity.portal.rulebook import views

urlpatterns = [
    path("settings/", views.show_programme, name="programme"),
    path("settings/lanes/add/", views.add_a_lane, name="add-lane"),
    path("settings/lanes/<slug:slug>/<int:number>/", views.show_lane, name="lane"),
    path("settings/rounds/<slug:round_slug>/lane/", views.choose_lane, name="choose-lane"),
    path("settings/survey/", views.survey_rules, name="survey-rules"),
    path("settings/equivalence/", views.equivalence_rule, name="equivalence-rule"),
    path("settings/equivalence/<int:number>/", views.show_version, name="equivalence-version"),
    path("settings/equivalence/<int:number>/adopt/", views.adopt_rule, name="adopt-equivalence-rule"),
    path("settings/criteria/", views.criteria_sets, name="criteria-sets"),
    path("settings/criteria/<int:number>/", views.show_criteria, name="criteria-set"),
    path("settings/criteria/<int:number>/adopt/", views.adopt_criteria, name="adopt-criteria"),
    path("settings/criteria/<int:number>/<slug:form>/", views.download_criteria, name="criteria-file"),
    path("settings/second-factor/", views.ask_for_factor, name="ask-for-factor"),
    path("settings/policies/add/", views.propose, name="propose-policy"),
    path("settings/policies/<int:number>/", views.show_policy, name="policy"),
    path("settings/policies/<int:number>/preview/", views.preview, name="preview-policy"),
    path("settings/policies/<int:number>/adopt/", views.adopt, name="adopt-policy"),
]
