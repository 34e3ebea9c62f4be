"""What stands in an issue: made from candidates, edited by hand."""
