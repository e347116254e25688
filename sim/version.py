"""The version: of the program, and of what its files say they were written by."""

__version__ = "0.2.0"
