"""A client of the portal's interface, for programs: nothing but Python's own library, and a type for every answer.

    portal = Client("https://portal.example", "comity_…", programme="hedgerow", organisation="alder-foods")
    portal.upload_list("our list.xlsx", content, idempotency_key="2026-H1, first")
    for page in pages(portal.common_list, search="mill"): …

`rooms` has one method for each operation, by its name, and the types of what they answer: made from the portal's own description
(`make manage DO=client`), beside which a test lays them. `http` is how it is asked. What does not go raises `Problem` with a stable `code`.
"""

from comity.client.calls import Client, pages
from comity.client.http import Answer, Problem
from comity.client.signatures import NotSigned, verified
from comity.client.tables import rows_of

__all__ = ["Answer", "Client", "NotSigned", "Problem", "pages", "rows_of", "verified"]
