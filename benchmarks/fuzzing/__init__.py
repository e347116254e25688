"""Scenario files that nobody would write: made from real ones, read, and lived through.

`odd` holds the odd values, `mutations` puts them into a `tree`, `files` makes a file of a number,
and `judging` says what is wrong with what becomes of it.
"""
