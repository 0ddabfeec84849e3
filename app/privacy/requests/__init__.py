"""What people ask about their own data: who asks, how they are known, what is due when, what was done, the proofs."""
