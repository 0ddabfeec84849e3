"""What learners say of the activities, and what the team answers."""
