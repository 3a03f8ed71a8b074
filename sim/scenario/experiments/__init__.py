"""What a planner may write in an experiment file, and the scenarios that it makes."""
