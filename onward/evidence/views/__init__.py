"""The pages of figures: 'Key trends' (`trends`), and reports with their editions (`editions`)."""
