"""Running the department: on one machine, in containers, on a cluster."""
