"""Applications for opportunities, forwarded to the institutions that offer them."""
