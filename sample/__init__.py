"""A made-up office, generated from one seed: nobody in it is real."""
