"""Quizzes: taken by learners, graded at once, their free answers marked by trainers."""
