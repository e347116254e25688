"""How the pages of this folder, and those they lead to, become a site that needs no network.

``sphinx-build -W -c docs . build/docs`` makes it: warnings are errors.
"""

import sys
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent.parent))

import sim

project = "Parley"
author = "The Parley authors"
version = release = sim.__version__

extensions = ["myst_parser"]
extensions += [f"sphinx.ext.{name}" for name in ("apidoc", "autodoc", "napoleon")]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/*.md", "notebooks/README.md", "notebooks/answers/*.md"]
include_patterns += ["docs/api/*.rst", "seeds/README.md", "benchmarks/README.md"]
default_role = "code"
myst_heading_anchors = 3

apidoc_modules = [
    {
        "path": "../sim",
        "destination": "docs/api",
        "exclude_patterns": ["**/page/**", "**/cli/**", "**/__main__.py"],
        "max_depth": 2,
        "separate_modules": True,
        "module_first": True,
    }
]
"""A page for each module; the faces are for users, not for importing."""

autodoc_default_options = {"members": True, "member-order": "bysource", "ignore-module-all": True}
autodoc_inherit_docstrings = False
autodoc_typehints = "signature"
napoleon_google_docstring = False
napoleon_use_ivar = True

suppress_warnings = ["ref.python"]  # a bare name such as ``worlds`` stands in several classes

html_theme = "furo"
html_title = f"Parley {release}"
html_show_copyright = False


def setup(app: Sphinx) -> None:
    """Leave out the method that matplotlib writes into every class of figures by itself."""
    app.connect("autodoc-skip-member", lambda *given: True if given[2] == "set" else None)
