"""What is wrong in a rule file, at its place, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from borne.domain.say import Language, Sentence


class Severity(StrEnum):
    """An error keeps the file from running; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Span:
    """From a first character up to, and without, an end; lines and columns count from 1."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem; lines and columns count from 1, the end is the first place after it."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    severity: Severity
    code: str
    message: Sentence
    hint: Sentence | None = None
    """What was probably meant, or what to do."""

    def say(self, language: Language = "en") -> str:
        """Return the line that `borne check` prints."""
        hint = "" if self.hint is None else " " + self.hint.say(language)
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.severity}: {self.message.say(language)}{hint} ({self.code})"

    def plain(self, language: Language = "en") -> dict[str, str | int | None]:
        """Return what an editor needs: place, severity, code, and the sentences."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
            "severity": self.severity.value,
            "code": self.code,
            "message": self.message.say(language),
            "hint": None if self.hint is None else self.hint.say(language),
        }


class Problems:
    """Collects the problems of one file while it is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def error(self, span: Span, code: str, message: Sentence, hint: Sentence | None = None) -> None:
        self._add(Severity.ERROR, span, code, message, hint)

    def warning(
        self, span: Span, code: str, message: Sentence, hint: Sentence | None = None
    ) -> None:
        self._add(Severity.WARNING, span, code, message, hint)

    @property
    def wrong(self) -> bool:
        """Whether there is an error among them."""
        return any(problem.severity is Severity.ERROR for problem in self.found)

    def _add(
        self, severity: Severity, span: Span, code: str, message: Sentence, hint: Sentence | None
    ) -> None:
        end = (span.end_line, span.end_column)
        if end <= (span.line, span.column):
            end = (span.line, span.column + 1)
        place = (span.line, span.column, *end)
        self.found.append(Problem(self.file, *place, severity, code, message, hint))
