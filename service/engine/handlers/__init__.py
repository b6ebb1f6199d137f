"""What each command does to a restored instance; True when it changed something."""
