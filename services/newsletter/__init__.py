"""The newsletter: publications, issues assembled from events, subscribers, sending, the archive in three languages."""
