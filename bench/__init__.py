"""Figures with a budget. `make bench` measures all of them; `python -m bench NAME` some."""
