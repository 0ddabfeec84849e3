"""What is read to collect the tests is never let go: Python does not look for what could be, until the first test."""

import gc

gc.disable()
