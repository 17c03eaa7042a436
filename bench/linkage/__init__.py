"""Linkage measured: how right, how dear, against other tools on the same lists, in one run on one machine.

`make bench` runs it. `sets` brings public labelled data into one form, `generate` makes lists up in many scripts; `run` holds
Comity and its peers (`peers`, each in an environment of its own) side by side; `quality` looks at Comity alone, with calibration
and candidates; `questions` counts the answers that the review queue needs.
"""
