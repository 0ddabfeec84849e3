"""`make bench`: what pages and writes cost on this machine, beside their budgets. See docs/performance.md."""
