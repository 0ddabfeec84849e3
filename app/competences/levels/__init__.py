"""What the three voices say of a competence, on which proofs, and what the adviser concludes."""
