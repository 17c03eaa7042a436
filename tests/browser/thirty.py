"""Thirty members for the survey's story in a browser: founded in an empty folder, and most of them answering without one.

`python -m tests.browser.thirty found`, and `… answer YEAR MEMBER…` for all but the members that are named, with COMITY_DATA,
COMITY_SECRET_KEY and DJANGO_SETTINGS_MODULE as the portal that serves them has them.
"""

import sys

import django

PASSWORD = "a long sentence of thirty members"  # noqa: S105 -- of people who do not exist


def found() -> None:
    from comity.portal.serving import migrate
    from comity.portal.tenants.models import Person
    from tests.portal.survey.cast import make_people
    from tests.survey.story import MEMBERS

    migrate()
    make_people(MEMBERS)
    person = Person.objects.first()
    assert person is not None
    person.set_password(PASSWORD)
    Person.objects.update(password=person.password)


def answer(year: int, *without: str) -> None:
    from comity.portal.survey.queries import survey_of
    from comity.portal.tenants.models import Programme
    from tests.portal.survey.cast import PROGRAMME, People, answer_and_sign
    from tests.survey.story import MEMBERS

    people = People(programme=Programme.objects.get(slug=PROGRAMME))
    survey = survey_of(people.actor("ines").scope, year)
    assert survey is not None
    for member in MEMBERS:
        if member not in without:
            answer_and_sign(people, survey, member)


if __name__ == "__main__":
    django.setup()
    from comity.portal.tenants.fence import on_machine

    with on_machine():
        match sys.argv[1:]:
            case ["found"]:
                found()
            case ["answer", year, *without]:
                answer(int(year), *without)
