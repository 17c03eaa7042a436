"""How long a test waits for what another process does: no figure of how fast that is, but of when it hangs.

A machine that is busy with something else may take ten times as long as an idle one. What waits for less fails there by chance.
"""

PATIENCE_S = 600
