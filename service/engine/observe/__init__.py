"""What is open, what happened, and the Step that says so."""
