"""``parley new``: a scenario to fill in."""
