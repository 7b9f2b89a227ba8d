"""Result in, plotly figure out: one function a figure, nothing computed, no session."""
