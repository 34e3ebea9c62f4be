"""An activity on its way from announced to over."""
