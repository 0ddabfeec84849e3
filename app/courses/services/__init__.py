"""Publishing a course from a folder, and writing it back to one."""
