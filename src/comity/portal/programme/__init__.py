"""What a programme goes by: lanes, policies, criteria and rules, as data, in versions that are never edited.

A *lane* is text that `comity.membership.lane_from` reads, a *policy* text that `comity.release.read_policy` reads. Every room may ask
here what is in force; how something comes into force is `comity.portal.rulebook`'s.

Law: a version is added and never changed.
"""
