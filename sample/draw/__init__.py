"""Draws the stories of the sample office, without a database: see `sample.draw.draw.draw_office`."""
