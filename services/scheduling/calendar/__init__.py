"""Activities as iCalendar documents."""
