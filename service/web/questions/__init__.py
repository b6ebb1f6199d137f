"""Forms as GOV.UK pages: what is drawn, what was posted, and answers to read.  Nothing here knows a table."""
