"""What is done once, when everything is loaded and before anybody is answered."""

import ctypes
import gc
import sys


def settle() -> None:
    """Leave what was loaded out of garbage collection, and give back what loading took.

    A full collection looks at a million objects of Rasa's and TensorFlow's, none of which will ever
    go, and takes a third of a second in the middle of somebody's turn. Loading has freed a hundred
    megabytes that glibc keeps.
    """
    gc.collect()
    gc.freeze()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none.
        if trim:
            trim(0)
