"""Institutions that look like one."""
