"""The dashboard: a page in the browser on which a class moves assumptions and watches worlds.

`serving` starts it; `app` is the page itself, a marimo app whose cells call the functions of the
other modules: `library` (which scenarios there are), `controls` (assumptions as sliders), `views`
(findings as HTML), `words` (everything the page says).
"""
