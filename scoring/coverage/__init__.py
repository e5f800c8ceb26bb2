"""Coverage: five gates, decay, the red list and what is made of them (S0)."""
