"""The page in the browser: every view of it is a pure function of its address.

`library` holds the scenarios, `address` says which view is asked for, `view` works it out, a module
of `parts` a part fills one template, `app` serves what `render` makes of an address, and `room`
gathers a class.
"""
