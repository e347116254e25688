"""The page in the browser: every view of it is a pure function of its address.

`library` holds the scenarios, `address` says which view is asked for, `view` works it out, each
function of `parts` fills one template, `app` serves what `render` makes of an address, and `room`
gathers a class, which comes in by `joining`.
"""
