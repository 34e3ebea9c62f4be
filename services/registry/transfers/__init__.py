"""Tables in and out: import jobs and exports."""
