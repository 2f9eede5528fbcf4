"""What runs: use cases, courier, clock, HTTP and command line."""
