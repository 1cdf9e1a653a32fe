"""The public face: chat API, full page, page for a frame, and the page without JavaScript.

The only process the public reaches. It holds no report and opens no answer: it hands one message
at a time to the assistant and hands the reply back. Its one table says which session token belongs
to which conversation.
"""
