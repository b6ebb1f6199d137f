"""What the two edges over HTTP, the API and the pages, share: who asks, how long they stay, what errors mean."""
