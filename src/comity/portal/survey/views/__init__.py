"""The survey's pages: the Secretariat's, who runs it; and a member's, who answers it and sees where it stands."""
