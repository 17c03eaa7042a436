"""Where a programme's rules are shown, proposed, tried and adopted.

A manager proposes a policy, a job previews it on the lists in hand, and counsel adopts it; a lane is given to a round before its lists
come; criteria and the rule of equivalence are proposed by one and adopted by another. What is in force stands in
`comity.portal.programme`, below every room that goes by it; what a change would do is known only up here.

Laws: nobody adopts what they proposed; a preview leaves no trace in the registry.
"""
