"""Cleaning Accounts and Touches: what they say, and what is wrong with them."""
