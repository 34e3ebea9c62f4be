"""The terms an opportunity's record may use."""
