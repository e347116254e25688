"""Dates, as a reader would write them: in full in a sentence, short in a column."""

from datetime import datetime


def day(moment: datetime) -> str:
    """Return the day within a sentence.

    >>> day(datetime(2001, 1, 1))
    'Monday 1 January'
    """
    return f"{moment:%A} {moment.day} {moment:%B}"


def when(moment: datetime) -> str:
    """Return a time within a sentence, to the minute.

    >>> when(datetime(2001, 1, 1, 18))
    'Monday 1 January 2001, 18:00'
    """
    return f"{day(moment)} {moment:%Y, %H:%M}"


def briefly(moment: datetime) -> str:
    """Return a time as it stands in a column, beside what happened then.

    >>> briefly(datetime(2001, 1, 1, 18))
    'Mon 1 Jan 18:00'
    """
    return f"{moment:%a} {moment.day} {moment:%b %H:%M}"
