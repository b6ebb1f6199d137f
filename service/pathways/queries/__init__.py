"""Reading: lists and single things, as frozen values, never more than the actor may see."""
