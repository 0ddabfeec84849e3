"""What makes a phone ring: notifications of the browser, and SMS."""
