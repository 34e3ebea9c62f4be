"""The department's flow from an application to the newsletter, over the HTTP API only."""
