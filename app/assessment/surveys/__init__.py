"""Surveys (*questionnaires*): opinions, where no answer is right."""
