"""The rows of a person, chapter by chapter. Every statement keeps those of that person and of nobody else."""
