"""Every failure that a person or a program can meet, by name (RFC 9457).

A `Problem` is raised where the rule lives and becomes an answer in one place, `web/answers.py`. Its `code` is stable and part
of the contract; its `detail` is a sentence fit for a citizen, in French and in English.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from parvis.domain.reasons import reason_words


class Problem(Exception):
    """A named refusal. `field` names the part of the request at fault; `more` adds members such as `limit`."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad-request"
    fr: ClassVar[str] = "La demande n’est pas lisible."
    en: ClassVar[str] = "The request cannot be read."

    def __init__(self, *, field: str | None = None, **more: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.more = more

    def detail(self, lang: str) -> str:
        return (self.en if lang == "en" else self.fr).format(field=self.field or "", **self.more)

    def body(self, lang: str) -> dict[str, Any]:
        """The members of the `application/problem+json` answer."""
        detail = self.detail(lang)
        named = {"field": self.field} if self.field else {}
        return {"title": detail, "status": self.status, "code": self.code, "detail": detail, **named, **self.more}


class BadJson(Problem):
    code = "bad-json"
    fr = "Le corps de la demande n’est pas du JSON en UTF-8."
    en = "The body of the request is not JSON in UTF-8."


class BadShape(Problem):
    """A field is unknown, missing or of another type; `expected` says what was expected, in English (for programs)."""

    status, code = 422, "bad-shape"
    fr = "Le champ «\u00a0{field}\u00a0» n’a pas la forme attendue."
    en = "The field “{field}” does not have the expected shape."


class BadCharacters(Problem):
    """Control, bidirectional-override or tag characters, or too many marks on one letter (Trojan Source, CVE-2021-42574)."""

    status, code = 422, "bad-characters"
    fr = "Ce texte contient des caractères invisibles qui ne peuvent pas être publiés."
    en = "This text holds invisible characters that cannot be published."


class Empty(Problem):
    status, code = 422, "empty"
    fr = "Écrivez d’abord votre texte."
    en = "Write your text first."


class TooLong(Problem):
    status, code = 422, "too-long"
    fr = "Ce texte est trop long\u00a0: {limit} caractères au plus."
    en = "This text is too long: {limit} characters at most."


class TooLarge(Problem):
    status, code = 413, "too-large"
    fr = "La demande est trop volumineuse\u00a0: {limit} octets au plus."
    en = "The request is too large: {limit} bytes at most."


class NotJson(Problem):
    """The request says that its body is something else: a form of another site, perhaps (CSRF needs no preflight there)."""

    status, code = 415, "not-json"
    fr = "Le corps de la demande doit être annoncé comme application/json."
    en = "The body of the request must be declared as application/json."


class NameRefused(Problem):
    """A name that could be taken for an agent or a service, or that mixes scripts (UTS 39)."""

    status, code = 422, "name-refused"
    fr = "Ce nom ne peut pas être choisi\u00a0: il pourrait tromper d’autres personnes. Prenez-en un autre."
    en = "This name cannot be chosen: it could mislead other people. Take another one."


class NotSignedIn(Problem):
    status, code = 401, "not-signed-in"
    fr = "Il faut d’abord un nom pour écrire ici."
    en = "A name is needed before writing here."


class TokenRefused(Problem):
    status, code = 401, "token-refused"
    fr = "Votre accès n’est plus reconnu. Écrivez à nouveau pour en recevoir un."
    en = "Your access is no longer recognised. Write again to receive a new one."


class NotYours(Problem):
    status, code = 403, "not-yours"
    fr = "Cela ne vous est pas ouvert."
    en = "This is not open to you."


class ForeignPage(Problem):
    status, code = 403, "foreign-page"
    fr = "Cette page n’appartient pas au site indiqué."
    en = "This page does not belong to the site named."


class ForeignOrigin(Problem):
    """An unsafe request with the console's cookie that did not come from the console (CSRF)."""

    status, code = 403, "foreign-origin"
    fr = "Cette demande ne vient pas de la console."
    en = "This request does not come from the console."


class NotFound(Problem):
    status, code = 404, "not-found"
    fr = "Il n’y a rien à cette adresse."
    en = "There is nothing at this address."


class UnknownSite(Problem):
    status, code = 404, "unknown-site"
    fr = "Ce site n’est pas connu de l’entraide."
    en = "This site is not known here."


class MethodNotAllowed(Problem):
    status, code = 405, "method-not-allowed"
    fr = "Cette action n’existe pas à cette adresse."
    en = "This action does not exist at this address."


class IdTaken(Problem):
    status, code = 409, "id-taken"
    fr = "Cet identifiant désigne déjà un autre message."
    en = "This id already names another message."


class AlreadyTold(Problem):
    """One testimony a person and page: a median of one person's words says nothing."""

    status, code = 409, "already-told"
    fr = "Vous avez déjà donné votre délai ici. Retirez d’abord l’ancien témoignage pour le corriger."
    en = "You have already told your delay here. Withdraw the earlier testimony first to correct it."


class PinnedEnough(Problem):
    """What stands first stands out only among few."""

    status, code = 409, "pinned-enough"
    fr = "{limit} questions sont déjà épinglées sur cette page\u00a0: détachez-en une d’abord."
    en = "{limit} questions are already pinned on this page: unpin one first."


class ThreadClosed(Problem):
    status, code = 409, "thread-closed"
    fr = "Cette discussion est close\u00a0: vous pouvez la lire, ou poser une nouvelle question."
    en = "This discussion is closed: you can read it, or ask a new question."


class PostWithdrawn(Problem):
    status, code = 409, "post-withdrawn"
    fr = "Ce message a été retiré par son auteur."
    en = "This message was withdrawn by its author."


class OwnPost(Problem):
    """Thanks and "same question" are for what others wrote."""

    status, code = 409, "own-post"
    fr = "Ce message est le vôtre\u00a0: seules d’autres personnes peuvent dire qu’il les a aidées."
    en = "This message is yours: only other people can say that it helped them."


class EditedMeanwhile(Problem):
    """Somebody else wrote from the same version: `theirs` as it now reads, `yours` as it was sent. Nothing was stored."""

    status, code = 409, "edited-meanwhile"
    fr = "Quelqu’un a modifié cette étape en même temps que vous. Votre texte est gardé\u00a0: comparez les deux."
    en = "Somebody edited this step at the same time as you. Your text is kept: compare the two."


class StepRemoved(Problem):
    status, code = 409, "step-removed"
    fr = "Cette étape a été retirée du guide par un agent."
    en = "This step was removed from the guide by an agent."


class GuideFull(Problem):
    """A guide that is too long helps nobody."""

    status, code = 409, "guide-full"
    fr = "Ce guide a déjà {limit} étapes\u00a0: améliorez l’une d’elles."
    en = "This guide already has {limit} steps: improve one of them."


class VideoRefused(Problem):
    status, code = 422, "video-refused"
    fr = "Cette adresse n’est pas celle d’une vidéo sur un des sites acceptés."
    en = "This is not the address of a video on one of the accepted sites."


class Suspended(Problem):
    """`until`: RFC 3339; `why`: a reason's code."""

    status, code = 403, "suspended"
    fr = "Vous ne pouvez pas écrire ici jusqu’au {until} (UTC) : {why}. Vous pouvez lire la décision et la contester."
    en = "You cannot write here until {until} (UTC): {why}. You can read the decision and appeal against it."

    def detail(self, lang: str) -> str:
        until = datetime.fromisoformat(self.more["until"])
        shown = f"{until:%Y-%m-%d, %H:%M}" if lang == "en" else f"{until:%d/%m/%Y à %H h %M}"
        return (self.en if lang == "en" else self.fr).format(until=shown, why=reason_words(self.more["why"], lang))


class Banned(Problem):
    status, code = 403, "banned"
    fr = "Vous ne pouvez plus écrire ici : {why}. Vous pouvez lire la décision et la contester."
    en = "You can no longer write here: {why}. You can read the decision and appeal against it."

    def detail(self, lang: str) -> str:
        return (self.en if lang == "en" else self.fr).format(why=reason_words(self.more["why"], lang))


class NeedsReading(Problem):
    """An edit of what is already published, with something that would have held a new message."""

    status, code = 409, "needs-reading"
    fr = "Cette modification devrait d’abord être relue. Écrivez plutôt un nouveau message : un modérateur le relira."
    en = "This edit would have to be read first. Write a new message instead: a moderator will read it."


class AlreadyDecided(Problem):
    """Only an appeal leads back, or there is nothing left to decide."""

    status, code = 409, "already-decided"
    fr = "Une décision a déjà été prise à ce sujet."
    en = "A decision about this was already taken."


class WordsErased(Problem):
    status, code = 410, "words-erased"
    fr = "Le texte de ce message a été effacé après le délai de contestation : il ne peut plus être rétabli."
    en = "The text of this message was erased after the time for appeals: it cannot be restored."


class SameModerator(Problem):
    status, code = 403, "same-moderator"
    fr = "Une contestation est examinée par une autre personne que celle qui a décidé."
    en = "An appeal is decided by somebody else than who decided first."


class AlreadyAppealed(Problem):
    status, code = 409, "already-appealed"
    fr = "Vous avez déjà contesté cette décision."
    en = "You have already appealed against this decision."


class AppealOver(Problem):
    status, code = 409, "appeal-over"
    fr = "Cette décision ne peut pas, ou plus, être contestée ici."
    en = "This decision cannot be appealed here, or no longer."


class AlreadyFlagged(Problem):
    status, code = 409, "already-flagged"
    fr = "Vous avez déjà signalé ce message."
    en = "You have already flagged this message."


class TooLate(Problem):
    status, code = 409, "too-late"
    fr = "Un message se modifie pendant une heure. Vous pouvez encore le retirer, ou en écrire un autre."
    en = "A message can be edited for one hour. You can still withdraw it, or write another."


class LinkExpired(Problem):
    status, code = 410, "link-expired"
    fr = "Ce lien de connexion a déjà servi ou n’est plus valable. Demandez-en un autre."
    en = "This sign-in link was already used or is no longer valid. Ask for another."


class Busy(Problem):
    """Too much waits to be written, or the database is away: nothing was stored, ask again later."""

    status, code = 503, "busy"
    fr = "Le service est très sollicité. Votre texte est gardé\u00a0: il sera envoyé dans un instant."
    en = "The service is very busy. Your text is kept: it will be sent in a moment."

    def __init__(self, retry_after: int = 2) -> None:
        super().__init__(retry_after=retry_after)


class Unknown(Problem):
    """The connection broke while the commit was under way: stored or not, nobody knows yet. The same id tells."""

    status, code = 503, "unknown-outcome"
    fr = "La confirmation n’est pas arrivée. Renvoyez le même message\u00a0: il ne sera pas publié deux fois."
    en = "The confirmation did not arrive. Send the same message again: it will not be published twice."

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__(retry_after=retry_after)


class Internal(Problem):
    status, code = 500, "internal"
    fr = "Le service a rencontré un défaut. Votre texte n’est pas perdu\u00a0: réessayez."
    en = "The service met a fault. Your text is not lost: try again."
