"""Workshops, courses, seminars and meetings: their dates, agendas, people and outcomes."""
