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


class PageTaken(Problem):
    """Two discussions under one key: only a merge says which threads stand where."""

    status, code = 409, "page-taken"
    fr = "Cette adresse a déjà sa propre page d’entraide\u00a0: fusionnez les deux pages."
    en = "This address already has a page of its own: merge the two pages."


class SamePage(Problem):
    status, code = 409, "same-page"
    fr = "Cette adresse mène déjà à cette page\u00a0: choisissez-en une autre."
    en = "This address already leads to this page: choose another one."


class ThreadClosed(Problem):
    status, code = 409, "thread-closed"
    fr = "Cette discussion est close\u00a0: vous pouvez la lire, ou poser une nouvelle question."
    en = "This discussion is closed: you can read it, or ask a new question."


class AsideOpen(Problem):
    """One at a time for a question; `aside` is the one that is open."""

    status, code = 409, "aside-open"
    fr = "Un échange privé est déjà ouvert à propos de cette question\u00a0: continuez-le."
    en = "A private aside is already open about this question: go on with it."


class AsideClosed(Problem):
    status, code = 409, "aside-closed"
    fr = "Cet échange privé est clos\u00a0: vous pouvez le lire, ou le rouvrir."
    en = "This private aside is closed: you can read it, or open it again."


class ConclusionSettled(Problem):
    """She answered already, or the agent proposes another text by now."""

    status, code = 409, "conclusion-settled"
    fr = "Cette conclusion n’attend plus de réponse\u00a0: relisez l’échange."
    en = "This conclusion no longer waits for an answer: read the aside again."


class IsDuplicate(Problem):
    """It leads to another question (`thread`): there one reads on, and there decisions are made."""

    status, code = 409, "is-duplicate"
    fr = "Cette question est un doublon\u00a0: elle mène à une autre question, où la discussion continue."
    en = "This question is a duplicate: it leads to another question, where the discussion goes on."


class OfficeHoursOver(Problem):
    status, code = 409, "officehours-over"
    fr = "Cette permanence est terminée. Vous pouvez lire ce qui s’y est dit, ou poser votre question sur la page."
    en = "These office hours are over. You can read what was said there, or ask your question on the page."


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
    fr = "Cette étape a été retirée du guide."
    en = "This step was removed from the guide."


class GuideFull(Problem):
    """A guide that is too long helps nobody."""

    status, code = 409, "guide-full"
    fr = "Ce guide a déjà {limit} étapes\u00a0: améliorez l’une d’elles."
    en = "This guide already has {limit} steps: improve one of them."


class VideoRefused(Problem):
    status, code = 422, "video-refused"
    fr = "Cette adresse n’est pas celle d’une vidéo sur un des sites acceptés."
    en = "This is not the address of a video on one of the accepted sites."


class NotAPicture(Problem):
    """Known by its first bytes, whatever its name or its type said: PNG, JPEG and WebP are taken; SVG is a program."""

    status, code = 415, "not-a-picture"
    fr = "Ce fichier n’est pas une image PNG, JPEG ou WebP."
    en = "This file is not a PNG, JPEG or WebP picture."


class PictureDamaged(Problem):
    """It begins like a picture and cannot be read to its end, or asks for more memory or time than a picture needs."""

    status, code = 422, "picture-damaged"
    fr = "Cette image est abîmée ou incomplète\u00a0: elle ne peut pas être lue. Choisissez-en une autre."
    en = "This picture is damaged or incomplete: it cannot be read. Choose another one."


class TooManyPixels(Problem):
    status, code = 422, "too-many-pixels"
    fr = "Cette image est trop grande\u00a0: {limit} millions de pixels au plus."
    en = "This picture is too large: {limit} million pixels at most."


class PictureUnknown(Problem):
    """The message names a picture that is not its author's, is named by another message, or was forgotten after a day."""

    status, code = 409, "picture-unknown"
    fr = "Une image n’est plus disponible\u00a0: retirez-la, puis joignez-la à nouveau. Votre texte est gardé."
    en = "A picture is no longer available: remove it, then attach it again. Your text is kept."


class Taken(Problem):
    """An agent has the thread already; `taken_by` says who."""

    status, code = 409, "taken"
    fr = "Cette question est déjà prise par une ou un collègue."
    en = "A colleague has taken this question already."

    def detail(self, lang: str) -> str:
        if holder := self.more.get("taken_by"):
            named = "{name} has taken this question already." if lang == "en" else "{name} a déjà pris cette question."
            return named.format(**holder)
        return super().detail(lang)


class NotWaiting(Problem):
    """Only a question that waits for an answer can be taken."""

    status, code = 409, "not-waiting"
    fr = "Cette question n’attend plus de réponse."
    en = "This question no longer waits for an answer."


class UnknownVariable(Problem):
    """`variable` is the one that no canned reply may use, `known` those it may."""

    status, code = 422, "unknown-variable"
    fr = "Cette réponse type contient une variable qui n’existe pas."
    en = "This canned reply holds a variable that does not exist."

    def detail(self, lang: str) -> str:
        if variable := self.more.get("variable"):
            return (
                f"There is no variable “{variable}”." if lang == "en" else f"La variable «\u00a0{variable}\u00a0» n’existe pas."
            )
        return super().detail(lang)


class EnoughKept(Problem):
    """What is picked from a list must be few enough to be looked over."""

    status, code = 409, "enough-kept"
    fr = "Vous en avez déjà {limit}\u00a0: supprimez-en d’abord."
    en = "You already have {limit} of them: delete some first."


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


class PasswordWrong(Problem):
    """The same for an unknown address, an agent without a password and a wrong one: nobody learns who is an agent here."""

    status, code = 403, "password-wrong"
    fr = "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez les deux, ou demandez un lien à votre administrateur."
    en = "This address and this password do not go together. Check both, or ask your administrator for a link."


class CodeWrong(Problem):
    status, code = 403, "code-wrong"
    fr = "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant."
    en = "This code is not the right one, or was already used. Wait for the next."


class PasswordWeak(Problem):
    """`reason`: length or common."""

    status, code = 422, "password-weak"
    fr = "Ce mot de passe se devine trop facilement. Prenez {limit} caractères ou plus, par exemple quatre mots sans lien."
    en = "This password is too easily guessed. Take {limit} characters at least, four unrelated words for instance."


class SecondFactorFirst(Problem):
    """A password opens nothing alone."""

    status, code = 409, "second-factor-first"
    fr = "Enregistrez d’abord une application de codes\u00a0: un mot de passe seul n’ouvre pas la console."
    en = "Set up an application for codes first: a password alone does not open the console."


class TooManyTries(Problem):
    status, code = 429, "too-many-tries"
    fr = "Trop d’essais. Attendez {minutes} min, ou demandez un lien à votre administrateur."
    en = "Too many tries. Wait {minutes} min, or ask your administrator for a link."


class SignInAgain(Problem):
    """The ways in are changed by somebody who came in a moment ago, not by whoever finds a console open."""

    status, code = 403, "sign-in-again"
    fr = "Pour changer une façon d’entrer, déconnectez-vous et connectez-vous de nouveau."
    en = "To change a way in, sign out and sign in again."


class StepExpired(Problem):
    status, code = 410, "step-expired"
    fr = "Cette étape a duré trop longtemps ou a déjà servi. Recommencez depuis la connexion."
    en = "This step took too long or was already used. Start again from the sign-in page."


class PasskeyRefused(Problem):
    status, code = 403, "passkey-refused"
    fr = "Cette clé d’accès n’est pas reconnue ici."
    en = "This passkey is not recognised here."


class ProviderRefused(Problem):
    """What came back from the identity provider is not a proof. The log says why."""

    status, code = 403, "provider-refused"
    fr = "L’identification par {label} n’a pas abouti. Recommencez, ou entrez d’une autre façon."
    en = "Identification through {label} did not succeed. Start again, or come in another way."


class ProviderAway(Problem):
    status, code = 502, "provider-away"
    fr = "{label} ne répond pas. Réessayez dans un instant, ou entrez d’une autre façon."
    en = "{label} does not answer. Try again in a moment, or come in another way."


class NoSuchAgent(Problem):
    """The provider knows the person; she is no agent here, and nobody becomes one by coming in."""

    status, code = 403, "no-such-agent"
    fr = "{label} vous a bien reconnu, mais aucun agent d’ici n’a votre adresse. Demandez à votre administrateur de vous ajouter."
    en = "{label} recognised you, but no agent of this service has your address. Ask your administrator to add you."


class LastAdministrator(Problem):
    status, code = 409, "last-administrator"
    fr = "Un service garde au moins un administrateur."
    en = "A service keeps one administrator at least."


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
