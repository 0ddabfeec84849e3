"""Works handed in (assignments) and proofs of what was done elsewhere (links), read again by trainers."""
