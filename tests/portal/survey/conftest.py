"""What tests of this room begin with."""

import pytest

from comity.portal.survey.models import Survey
from tests.portal.survey.cast import People, make_people, open_year


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture
def survey(people: People) -> Survey:
    return open_year(people)
