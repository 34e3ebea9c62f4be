"""The records of activities and how they are shown."""
