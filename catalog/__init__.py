"""What is sold: products, their pictures and their recipes."""
