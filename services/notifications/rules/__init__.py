"""Which event prompts which template for whom."""
