"""The staff console: sign-in, queue, cases, call script and supervision, rendered on the server."""
