"""What a programme decides about itself: lanes and rules of disclosure, as data, in versions that are never edited.

A *lane* is text that `comity.membership.lane_from` reads, a *policy* text that `comity.release.read_policy` reads. A round is served by
one version of a lane; the programme goes by one version of a policy, which a manager proposes, a job previews on the lists in hand, and
counsel adopts.

Laws: a version is added and never changed; nobody adopts what they proposed; a preview leaves no trace in the registry.
"""
