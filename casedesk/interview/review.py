"""What has been said so far, line by line, for the review screen."""
