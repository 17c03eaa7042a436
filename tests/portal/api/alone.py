"""Pages that no operation does the work of, each with the reason. A page that is neither here nor in the table of operations fails."""

_KEYS = "a key makes no keys: who has one that leaked could make another, and the notice is acknowledged on the page"
_LINK = "the link is its key: whoever holds it acts for a supplier without an account, and its browser seals and opens"
_PERSON = "it is about a person and all organisations they act for, while a key is of one organisation in one programme"
_SIGN_IN = (
    "it is how a person signs in, with a password, a passkey or single sign-on, which a program has not"
)

ALONE = {
    "tokens": _KEYS,
    "revoke-token": _KEYS,
    "desk-tokens": _KEYS,
    "revoke-desk-token": _KEYS,
    "programme-tokens": _KEYS,
    "revoke-programme-token": _KEYS,
    "own-desk": _LINK,
    "answer-opened": _LINK,
    "new-link": _LINK,
    "desk-account": _LINK,
    "my-data": _PERSON,
    "my-data-file": _PERSON,
    "leave": _PERSON,
    "account_email": "is not there for anybody",
    "speak": "the language of pages, kept in the browser; an operation is told its language with the call",
    "begin": _SIGN_IN,
    "notice": "a person acknowledges the antitrust notice before they are shown anything, or make a key",
    "start": "a way to the first page that a person may see",
    "demo": "signs in to a demonstration by one click",
    "interface": "the description for people; machines read /api/v1/openapi.json",
    "health": "for whoever looks after the machine; it asks for no key",
    "job": "a piece of a page that asks for itself again; an operation tells the state of what it began",
}
