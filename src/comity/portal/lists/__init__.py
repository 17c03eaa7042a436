"""What members send each round: kept as it came, read downstairs in a job, given back with what was found.

An upload is on disk and in the ledger before the page says so. Of a member and a round the latest version that was
read and not withdrawn counts; every version stays until it is deleted by its date.
"""
