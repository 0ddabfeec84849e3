"""Asking, checking who asks, doing what is asked, answering; and what hangs on it: officer, wishes, copies, reminders."""
