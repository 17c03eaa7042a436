"""A day that is chosen in a form: the browser shows it as its owner writes days, and takes and gives it in one form alone."""

from django import forms


class DayInput(forms.DateInput):
    """By itself Django writes the day in the page's language, which leaves the field empty in all but English."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
