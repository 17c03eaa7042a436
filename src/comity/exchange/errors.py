"""What can be wrong between asking for a report and reading it.

ComityError
├── UsageProblem
│   ├── AskProblem        a request that cannot be made as it stands
│   ├── StepProblem       a step that a request in its state cannot take
│   └── LinkRefused       a link that is unknown, expired, used up, or made for something else
└── UnreadableInput
    ├── KeyUnreadable     a file that holds no key, or a signature that is not its owner's
    ├── WrongKey          a sealed file that was not sealed to this key
    ├── BodyDamaged       a sealed report that was cut off or changed
    ├── GrantSwapped      a grant that is of another report, another request or another supplier
    ├── GrantExpired      a grant whose time is over
    ├── ReportRefused     a file that is no report, or one that is not safe to open
    ├── MalwareFound      a report in which the scanner found something
    ├── ScannerSilent     a scanner that does not answer: nothing is opened without it
    ├── StorageSilent     a storage that does not answer, or lets nobody in
    ├── BodyMissing       a body that the storage does not hold, or holds already
    └── CredentialWrong   a credential that was altered, revoked, or is not its issuer's
"""

from comity.core import UnreadableInput, UsageProblem


class AskProblem(UsageProblem):
    """A request cannot be made as it stands."""

    code = "request"


class StepProblem(UsageProblem):
    """A request in its state cannot take this step."""

    code = "step"


class LinkRefused(UsageProblem):
    """A link is unknown, expired, used up, or made for something else."""

    code = "link"


class KeyUnreadable(UnreadableInput):
    """A file holds no key, or a signature is not its owner's."""

    code = "key"


class WrongKey(UnreadableInput):
    """A file was not sealed to this key."""

    code = "wrong-key"


class BodyDamaged(UnreadableInput):
    """A sealed report was cut off or changed."""

    code = "body-damaged"


class GrantSwapped(UnreadableInput):
    """A grant is of another report, another request or another supplier."""

    code = "grant-swapped"


class GrantExpired(UnreadableInput):
    """The time for which the supplier gave access is over."""

    code = "grant-expired"


class ReportRefused(UnreadableInput):
    """A file is no report, or one that is not safe to open."""

    code = "report-refused"


class MalwareFound(UnreadableInput):
    """The scanner found something in the report."""

    code = "malware"


class ScannerSilent(UnreadableInput):
    """The scanner does not answer, and nothing is opened without it."""

    code = "scanner"


class StorageSilent(UnreadableInput):
    """The storage does not answer, or lets nobody in."""

    code = "storage"


class BodyMissing(UnreadableInput):
    """The storage does not hold the body, or holds one of that name already."""

    code = "body-missing"


class CredentialWrong(UnreadableInput):
    """A credential was altered, revoked, has run out, or is not its issuer's."""

    code = "credential"
