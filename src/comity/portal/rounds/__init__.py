"""The Secretariat's round: who is where, who is late and why, and the lists assembled into one.

`Assembly` is one run of `comity.round.write_round` over the lists that counted at its moment, with everything that it made, in
storage. What becomes of it is the room `release`.
"""
