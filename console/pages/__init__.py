"""What each page shows and each form does; one small module for each part of the console."""
