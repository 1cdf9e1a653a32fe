"""What every yes, no and not sure can be said with, whatever the question."""

from typing import Any

from casedesk.interview.plain import plain

YES_NO: dict[str, dict[str, Any]] = {
    "yes": {
        "value": "yes",
        "label": "Yes",
        "synonyms": [
            "y", "ye", "yh", "yeh", "yea", "yeah", "yep", "yup", "yess", "yas", "ya", "yuh",
            "aye", "definitely", "sure", "ofc", "of course", "i did", "i do", "i am", "i have",
            "it is", "he did", "she did", "they did", "he has", "she has", "they have",
            "correct", "true", "i think so", "think so", "ok", "okay", "mhm", "absolutely",
            "it did", "we have", "thats right", "right", "already", "affirmative",
            "im afraid so", "yes please", "i guess", "i guess so", "suppose so", "i suppose",
            "if you want", "if you like",
        ],
    },
    "no": {
        "value": "no",
        "label": "No",
        "synonyms": [
            "n", "nope", "nah", "nuh", "i guess not", "naa", "nop", "noo", "never", "not yet",
            "not really", "none",
            "i didnt", "i havent", "im not", "i dont", "it isnt", "he hasnt", "she hasnt",
            "not at all", "they havent", "didnt", "havent", "hasnt", "i dont think so",
            "dont think so", "false", "no way", "i wouldnt", "no thanks", "no thank you",
            "negative", "no sorry", "they didnt", "he didnt", "she didnt", "i cant", "it hasnt",
            "shes not", "hes not",
        ],
    },
    "unsure": {
        "value": "unsure",
        "label": "Not sure",
        "synonyms": [
            "maybe", "idk", "i dont know", "dont know", "unsure", "not certain", "might be",
            "perhaps", "possibly", "dunno", "i dunno", "no idea", "im not sure", "kind of",
            "kinda", "sort of", "cant tell", "hard to say", "no clue", "not a clue", "might",
            "probably",
        ],
    },
}  # fmt: skip

GENERAL = frozenset(plain(phrase) for option in YES_NO.values() for phrase in option["synonyms"])
"""These count as the whole answer or its beginning; inside a sentence they say nothing."""
