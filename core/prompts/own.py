"""A therapist's own prompt as everything else sees a prompt: the same facts, but its words are never a template (SPEC 3.7)."""

from __future__ import annotations

from core.domain.own import Content, Modality, own_name
from core.prompts.schema import CheckIns, Prompt, PromptText


class OwnPrompt(Prompt):
    """Made of a row, never read from a file. file: the message of the therapist whose file goes with it."""

    file: str | None = None

    @property
    def language(self) -> str:
        """The tag of its only text."""
        return next(iter(self.text))

    @property
    def words(self) -> PromptText:
        """Its only text."""
        return self.text[self.language]


def own_prompt(
    row: str, content: Content, *, modality: Modality, intensity: int, minutes: int, language: str, file: str | None
) -> OwnPrompt:
    """The prompt that a row stands for. Nothing is validated again: a title or a body may be anything that can be typed."""
    words = PromptText.model_construct(
        title=content.title, body=content.body, roles={}, turns={}, aftercare=content.aftercare or None
    )
    asks = content.before is not None or content.after is not None
    return OwnPrompt.model_construct(
        kind="prompt",
        id=own_name(row),
        modality=modality,
        intensity=intensity,
        minutes=minutes,
        expects=content.expects,
        avoid_when=content.avoid_when,
        needs=content.needs,
        max_per_week=content.max_per_week,
        check_in=CheckIns(before=content.before, after=content.after) if asks else None,
        evidence=None,
        source=None,
        licence=None,
        roles=(),
        script=None,
        text={language: words},
        file=file,
    )
