"""What is done for people: journeys, and help after return."""
