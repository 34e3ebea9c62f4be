"""The dates of a course some years later."""

from collections.abc import Callable, Collection
from datetime import MAXYEAR, date, timedelta
from typing import Any

from contracts.problems import problem
from contracts.refusals import Invalid

DATES = ("start_date", "end_date", "deadline")
LEAP_DAY, WEEKEND = "leap_day", "weekend"
Weekend = Callable[[date], Collection[int]]


def later(day: date, years: int) -> date:
    """The same day so many years later, 28 February for a 29th that is not; refuses the end of our calendar."""
    if day.year + years > MAXYEAR:
        raise Invalid([problem("years", "out_of_range", "A date of our calendar, please.")])
    if (day.month, day.day) == (2, 29) and not _is_leap(day.year + years):
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)


def dates_to_check(old: dict[str, date], new: dict[str, date], weekend: Weekend) -> list[dict[str, Any]]:
    """What to look at in shifted dates: a leap day that moved, days off with the nearest working day that keeps their order."""
    proposed = {"start_date": working_day(new["start_date"], 1, weekend)}
    proposed["deadline"] = working_day(new["deadline"], -1, weekend)
    end = working_day(new["end_date"], -1, weekend)
    proposed["end_date"] = end if end >= proposed["start_date"] else working_day(new["end_date"], 1, weekend)
    found = []
    for name in DATES:
        if proposed[name] != new[name]:
            found.append({"field": name, "why": WEEKEND, "proposed": proposed[name]})
        elif (old[name].month, old[name].day) == (2, 29) and new[name].day == 28:
            found.append({"field": name, "why": LEAP_DAY, "proposed": new[name]})
    return found


def working_day(day: date, step: int, weekend: Weekend) -> date:
    """The first day from this one on, forwards or backwards, that is not of the weekend."""
    try:
        days = [day + timedelta(days=distance * step) for distance in range(7)]
    except OverflowError:  # the ends of our calendar
        return day
    return next((found for found in days if found.isoweekday() not in weekend(found)), day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
