"""Why moderation acts, in words."""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    "off-topic": ("hors sujet", "off topic"),
    "insult": ("propos blessants", "hurtful words"),
    "spam": ("publicité ou message indésirable", "advertising or spam"),
    "personal-data": ("données personnelles", "personal data"),
    "misleading": ("information trompeuse", "misleading information"),
    "impersonation": ("usurpation d’identité", "impersonation"),
    "illegal": ("contenu illicite", "illegal content"),
    "repeated": ("message répété", "repeated message"),
    "newcomer": ("premiers messages d’une nouvelle personne", "first messages of a newcomer"),
    "links": ("message avec des liens", "message with links"),
    "words": ("mot de la liste du site", "word of the site’s list"),
    "flagged": ("signalé par plusieurs personnes", "flagged by several people"),
    "before-publication": ("ce site relit avant de publier", "this site reads before publishing"),
    "mistake": ("la première décision était une erreur", "the first decision was a mistake"),
}
"""The reasons of `domain/decisions.py`, in French and English, as they stand in the middle of a sentence."""


def reason_words(code: str, lang: str) -> str:
    french, english = REASONS.get(code, (code, code))
    return english if lang == "en" else french
