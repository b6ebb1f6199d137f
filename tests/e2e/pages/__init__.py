"""What a person sees and does on the pages, so that journeys read as stories."""
