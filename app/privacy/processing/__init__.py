"""The registers that the law asks for, written from what the code declares and completed by people."""
