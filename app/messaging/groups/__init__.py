"""The same words to several people: who receives them, copies that stay separate, and what became of them."""
