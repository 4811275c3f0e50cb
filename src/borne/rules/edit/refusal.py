"""Why a gesture is not made, in a sentence."""

from __future__ import annotations

from borne.domain.errors import BorneError
from borne.domain.say import Sentence


class Refused(BorneError):
    """The text stays as it is; `sentence` tells the person why."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(sentence.say())
