"""Other tools on the same rows, each as a competent user of it would run it, each in an environment of its own.

    python -m bench.linkage.peers.with_NAME ROWS.parquet OUT

Every script reads rows (`rows.ROWS`), and what people said of them where the tool learns from it, and writes OUT/pairs.parquet (left, right, score), OUT/clusters.parquet (id, cluster: the
tool's own answer at its own default) and, where the tool does not cluster by chaining, OUT/partitions.parquet (its answer at
other thresholds). Nothing here imports the product: what a peer is given is what our own reader read, countries as ISO codes.
"""
