"""Pictures: functions from data and an `Axes` to that `Axes`; none of them shows or saves."""
