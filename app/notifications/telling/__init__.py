"""Telling people what has happened: each is a task that reads names and dates when it runs, then writes the messages."""
