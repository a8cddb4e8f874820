"""Pages for the browser, made from what a run has left in its folder."""
