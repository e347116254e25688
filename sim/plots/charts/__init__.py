"""Charts: from data and an `Axes` to that `Axes`."""
