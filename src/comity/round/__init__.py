"""One round, from the members' files to the folder `ROUND/`: the rooms downstairs, composed."""
