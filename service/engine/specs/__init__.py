"""Our own element classes, each on the SpiffWorkflow class of the same element."""
