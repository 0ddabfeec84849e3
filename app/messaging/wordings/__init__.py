"""Words ready to be sent: templates of the organisation and one's own, and the fields that are filled in for each person."""
