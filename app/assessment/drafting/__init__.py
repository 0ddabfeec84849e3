"""The questions of a quiz that is being written: in the draft of its course, beside the banks."""
