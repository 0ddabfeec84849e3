"""What is done with a candidate: received, answered, led from step to step, decided, admitted, forgotten in time."""
