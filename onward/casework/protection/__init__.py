"""Protection: assessments, guardians and the marks that restrict a file."""
