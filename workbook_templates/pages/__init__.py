"""The sheets of the template, a module each."""
