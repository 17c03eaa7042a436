"""Where one arrives: the choice of seats, and a member's own page, composed of what the other rooms say."""
