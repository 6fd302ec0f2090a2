"""How long graphkit takes, beside what it cannot do without: `python -m benchmarks`."""
