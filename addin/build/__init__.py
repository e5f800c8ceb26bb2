"""What is built from the sources and committed beside them."""
