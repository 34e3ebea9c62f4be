"""Steps of an institution that others follow: status and merging."""
