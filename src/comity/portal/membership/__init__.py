"""What members signed, and the standing that follows: `comity.membership`, remembered and shown.

`models` keeps rounds, benchmarks, signatures and withdrawals; `queries.programme_known` hands them downstairs as the `Programme` that
the command line reads from a file. Standing itself is computed at every question and kept nowhere.
"""
