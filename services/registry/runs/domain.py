"""The dates of a course some years later."""

from collections.abc import Callable, Collection
from datetime import MAXYEAR, date, timedelta
from typing import Any

from contracts.problems import problem
from contracts.refusals import Invalid

DATES = ("start_date", "end_date", "deadline")
LEAP_DAY, WEEKEND, HOLIDAY, COPIED = "leap_day", "weekend", "holiday", "copied"
LONGEST_REST = 31  # days; what lasts longer is left as it is
Weekend = Callable[[date], Collection[int]]


def later(day: date, years: int) -> date:
    """The same day so many years later, 28 February for a 29th that is not; refuses the end of our calendar."""
    if day.year + years > MAXYEAR:
        raise Invalid([problem("years", "out_of_range", "A date of our calendar, please.")])
    if (day.month, day.day) == (2, 29) and not _is_leap(day.year + years):
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)


def dates_to_check(
    old: dict[str, date], new: dict[str, date], weekend: Weekend, holidays: Collection[date] = ()
) -> list[dict[str, Any]]:
    """What to look at in shifted dates: the deadline, a leap day that moved, days off with the nearest working day in order."""

    def working(name: str, step: int) -> date:
        return working_day(new[name], step, weekend, holidays)

    proposed = {"start_date": working("start_date", 1), "deadline": working("deadline", -1)}
    end = working("end_date", -1)
    proposed["end_date"] = end if end >= proposed["start_date"] else working("end_date", 1)
    found = []
    for name in DATES:
        if name == "deadline":  # whatever day it is: nobody has said it for this run
            found.append({"field": name, "why": COPIED, "proposed": proposed[name]})
        elif proposed[name] != new[name]:
            why = WEEKEND if new[name].isoweekday() in weekend(new[name]) else HOLIDAY
            found.append({"field": name, "why": why, "proposed": proposed[name]})
        elif (old[name].month, old[name].day) == (2, 29) and new[name].day == 28:
            found.append({"field": name, "why": LEAP_DAY, "proposed": new[name]})
    return found


def working_day(day: date, step: int, weekend: Weekend, holidays: Collection[date] = ()) -> date:
    """The first day from this one on, forwards or backwards, that is neither of the weekend nor a holiday."""
    try:
        days = [day + timedelta(days=distance * step) for distance in range(LONGEST_REST)]
    except OverflowError:  # the ends of our calendar
        return day
    working = (found for found in days if found not in holidays and found.isoweekday() not in weekend(found))
    return next(working, day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
