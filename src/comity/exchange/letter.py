"""The words of a request, to the supplier: who asks, for what, why, until when, and that yes and no are both answers.

In: a request and its link. Out: `Letter`. Laws: a letter is made from the request alone, and a request knows of the audit its
age band and its class alone: two letters about audits of one age and class, by whomever they were ordered, are the same;
no letter says that silence is an answer.
"""

from dataclasses import dataclass

from comity.exchange.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    subject: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs) + "\n"


def write_letter(request: Request, *, link: str) -> Letter:
    until = f"{request.answer_by.day} {request.answer_by:%B %Y}"
    page = "The page needs no account and can be read in a minute. " if link.startswith("https://") else ""
    return Letter(
        subject=f"{request.member} asks for your audit report of {request.site}",
        paragraphs=(
            "Good day,",
            f"{request.member} asks {request.supplier} to share the report of a social compliance audit of {request.site}. "
            f"{request.known.sentence}",
            f"It would read the report {request.purpose.value}.",
            f"You decide. Please answer yes or no by {until}: {link}",
            f"{page}You choose who may read the report and for how long, and you can take that back. "
            "The report is sealed on your own device; neither the programme nor its platform can read it.",
            "Without an answer nothing is shared, and nobody is told more than that you did not answer. "
            "Declining has no consequence in the programme.",
            "A report often names on its first page who ordered and paid for the audit. Share it only as you would share that, too.",
        ),
    )


def reminder_of(request: Request, *, link: str) -> Letter:
    """The same request, said once more in fewer words."""
    until = f"{request.answer_by.day} {request.answer_by:%B %Y}"
    return Letter(
        subject=f"Reminder: {request.member} asks for your audit report of {request.site}",
        paragraphs=(
            "Good day,",
            f"{request.member} asked for the audit report of {request.site}. Yes and no are both answers: {link}",
            f"The request ends on {until}; without an answer nothing is shared.",
        ),
    )
