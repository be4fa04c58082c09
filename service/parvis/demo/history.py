"""What was said on the demo site before you came. Nobody here exists, nor do these administrations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from parvis.domain.hours import Promise

# An answer within four hours of opening time, on weekdays from nine to noon and from two to five.
PROMISE = Promise(240, (*[((9 * 60, 12 * 60), (14 * 60, 17 * 60))] * 5, (), ()))
CANNED = {
    "Où lire le numéro": "Bonjour {pseudonyme}, le numéro est en haut à droite de la page de la photo. {prenom_agent}, {service}",
    "Pièce manquante": "Bonjour {pseudonyme}, vous pouvez continuer sans «\u00a0{champ}\u00a0»\u00a0: nous vous la demanderons plus tard. {prenom_agent}",
    "Délai en cours": "Bonjour {pseudonyme}, la demande «\u00a0{page}\u00a0» suit son cours. Nous vous écrivons dès qu’elle avance. {prenom_agent}",
}

AGENT = {"name": "Agent Démo", "service": "Service des passeports", "email": "agent@valombre.example"}
HIRONDELLE, MESANGE, PINSON, ROSSIGNOL, FAUVETTE = "Hirondelle 42", "Mésange 7", "Pinson 18", "Rossignol 5", "Fauvette 31"
TRADES = {ROSSIGNOL: "Photographe d’identité"}
"""For which the agent vouches."""


@dataclass(frozen=True, slots=True)
class Say:
    """A message, and what others made of it: who thanks for it, whether the asker keeps it, whether the agent stands for it."""

    who: str
    text: str
    minutes_later: int = 0
    thanks: tuple[str, ...] = ()
    kept: bool = False
    official: bool = False
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """`field`: key, label and step of the control it is about, as the example page has them. `same`: who has it too."""

    page: str
    page_title: str
    title: str
    minutes_ago: int
    said: tuple[Say, ...]
    field: tuple[str, str, str] | None = None
    topics: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    kind: Literal["question", "discussion"] = "question"


@dataclass(frozen=True, slots=True)
class Note:
    page: str
    page_title: str
    title: str
    text: str
    minutes_ago: int


@dataclass(frozen=True, slots=True)
class Told:
    """How long it took somebody: days, at which office, so many months ago."""

    page: str
    page_title: str
    who: str
    place: str
    days: int
    months_ago: int


PASSPORT, TAX, HOUSING = "/passeport/", "/impots/", "/logement/"
REPORT, CANTEEN = "/signalement/", "/cantine/"
HOUR, DAY = 60, 24 * 60
NUMBER = ("numero-passeport", "Numéro du passeport", "Votre passeport actuel")
EXPIRY = ("date-expiration", "Date d’expiration", "Votre passeport actuel")
PHOTO = ("photo", "Photo d’identité", "Votre photo")
NAMES = ("prenoms", "Prénoms", "Votre identité")
AMOUNT = ("revenus[#].montant", "Montant", "Vos revenus")


@dataclass(frozen=True, slots=True)
class GuideStep:
    """A step of the passport page's guide; `field`: key, label and step of the form. `source`: an agent stands for it, on that ground."""

    who: str
    title: str
    text: str
    field: tuple[str, str, str] | None = None
    validated: bool = False
    source: str | None = None


GUIDE = (
    GuideStep(HIRONDELLE, "Gardez votre passeport près de vous", "Vous recopiez son numéro et ses deux dates. Un passeport périmé convient.", validated=True),
    GuideStep(MESANGE, "Écrivez tous vos prénoms", "Dans l’ordre de votre acte de naissance, séparés par des virgules.", ("prenoms", "Prénoms", "Votre identité"), validated=True, source="Guide du service des passeports, fiche 3"),
    GuideStep(PINSON, "Ajoutez votre photo", "Une photo de moins de six mois, de face, sans lunettes, sur un fond **uni et clair**.", ("photo", "Photo d’identité", "Votre photo"), validated=True),
    GuideStep(PINSON, "Vérifiez, puis envoyez", "Un numéro de dossier s’affiche. Notez-le."),
)  # fmt: skip

HISTORY = (
    Question(PASSPORT, "Renouveler un passeport", "La lettre O ou le chiffre zéro\u202f?", 6 * DAY, (
        Say(FAUVETTE, "Sur mon passeport les deux se ressemblent."),
        Say(MESANGE, "Les deux premiers caractères sont des chiffres, les deux suivants des lettres\u00a0: la place suffit à trancher.", 22,
            thanks=(FAUVETTE, PINSON, HIRONDELLE), kept=True),
    ), NUMBER, ("numéro",), (PINSON,)),
    Question(PASSPORT, "Renouveler un passeport", "Faut-il une photo sans lunettes\u202f?", 4 * DAY, (
        Say(PINSON, "Je les porte tout le temps."),
        Say(ROSSIGNOL, "Oui, sans lunettes. Les reflets font refuser la moitié des photos que l’on m’apporte à refaire.", 18, thanks=(PINSON,)),
        Say("agent", "Sans lunettes, le visage dégagé, la bouche fermée.", 50, official=True,
            source="Règlement imaginaire des titres, article 12"),
    ), PHOTO, ("photo",), (HIRONDELLE, FAUVETTE)),
    Question(PASSPORT, "Renouveler un passeport", "Dois-je écrire tous mes prénoms\u202f?", 3 * DAY, (
        Say(HIRONDELLE, "J’en ai quatre et la case semble courte."),
        Say(MESANGE, "Oui, tous. J’en ai cinq et ils sont passés.", 12, thanks=(HIRONDELLE, ROSSIGNOL), kept=True),
        Say("agent", "Oui, tous, dans l’ordre de l’acte de naissance, séparés par une virgule. La case accepte 120 caractères.", 55),
    ), NAMES, (), (ROSSIGNOL,)),
    Question(PASSPORT, "Renouveler un passeport", "Où lire le numéro sur l’ancien modèle\u202f?", 26 * HOUR, (
        Say(HIRONDELLE, "Mon passeport date de 2015. Je vois deux numéros différents. Lequel faut-il écrire\u202f?"),
        Say(MESANGE, "Prenez celui de la page avec la photo\u00a0: deux chiffres, deux lettres, cinq chiffres. L’autre est un numéro de lot.", 14,
            thanks=(HIRONDELLE, PINSON)),
        Say("agent", "Le [numéro](field:numero-passeport) est **en haut à droite** de la page de la photo. Sur l’ancien modèle, il est aussi perforé en bas.", 42,
            thanks=(HIRONDELLE,), official=True, source="Notice imaginaire du passeport, page 3"),
        Say(PINSON, "Même souci ici. La réponse fonctionne aussi pour un modèle de 2013.", 66),
    ), NUMBER, ("numéro", "ancien modèle"), (PINSON, FAUVETTE, ROSSIGNOL)),
    Question(PASSPORT, "Renouveler un passeport", "Ma photo est refusée sans explication", 190, (
        Say(PINSON, "J’ai essayé trois fois. Le fichier fait 2 Mo et il est en JPEG."),
        Say(HIRONDELLE, "Chez moi c’était le fond\u00a0: il doit être uni et clair, sans ombre.", 12, thanks=(PINSON, FAUVETTE), kept=True),
        Say("agent", "Vérifiez ces trois points\u00a0:\n\n- une photo de moins de six mois\u202f;\n- un fond uni, clair, sans ombre\u202f;\n- le visage de face, sans lunettes.\n\nSi le refus continue, venez avec la photo imprimée\u00a0: le guichet la numérise.", 35),
    ), PHOTO, ("photo",), (FAUVETTE, ROSSIGNOL)),
    Question(PASSPORT, "Renouveler un passeport", "Rendez-vous du samedi\u00a0: vos conseils", 5 * HOUR, (
        Say(FAUVETTE, "Au guichet de Fontclaire, j’ai obtenu un créneau en revenant sur la page le lundi matin."),
        Say(PINSON, "Pareil à Boisjoli. Les annulations reparaissent vers 8 h.", 40, thanks=(FAUVETTE,)),
    ), kind="discussion"),
    Question(PASSPORT, "Renouveler un passeport", "Mon passeport est périmé depuis six ans", 12, (
        Say(HIRONDELLE, "Le formulaire refuse la date de 2020. Dois-je faire une première demande, ou un renouvellement\u202f?"),
    ), EXPIRY, (), (MESANGE,)),
    Question(TAX, "Déclarer ses revenus", "Où mettre les heures supplémentaires\u202f?", 47, (
        Say(PINSON, "Mon bulletin donne un total «\u00a0heures exonérées\u00a0». Faut-il l’ajouter au salaire\u202f?"),
        Say(MESANGE, "Non, elles ont leur propre ligne. Le total du salaire ne les compte pas.", 9),
    ), AMOUNT),
    Question(TAX, "Déclarer ses revenus", "Faut-il arrondir les montants\u202f?", 5 * HOUR, (
        Say(HIRONDELLE, "Mes montants ont des centimes."),
        Say("agent", "Oui, à l’euro le plus proche\u00a0: 50 centimes s’arrondissent vers le haut.", 31, official=True),
    ), AMOUNT),
    Question(HOUSING, "Demander une aide au logement", "Je vis en colocation, que déclarer\u202f?", 95, (
        Say(MESANGE, "Nous sommes trois sur le bail. Chacun paie un tiers."),
        Say(PINSON, "Chacun fait sa demande avec sa part du loyer.", 8),
    ), ("loyer", "Loyer mensuel", "Votre logement")),
    Question(REPORT, "Signaler une difficulté", "Combien de temps avant une réponse\u202f?", 33, (
        Say(PINSON, "J’ai signalé une fuite devant chez moi hier soir."),
    )),
    Question(CANTEEN, "Inscrire un enfant à la cantine", "Peut-on changer de jours en cours d’année\u202f?", 2 * DAY, (
        Say(HIRONDELLE, "Mon planning change en janvier."),
        Say("agent", "Oui, avec une semaine de préavis, depuis la même page.", 70),
    )),
)  # fmt: skip

NOTES = (
    Note(PASSPORT, "Renouveler un passeport", "Délai actuel\u00a0: cinq semaines",
         "Le passeport arrive au guichet choisi. Vous recevez un message.", 8 * DAY),
)  # fmt: skip

DELAYS = (
    Told(PASSPORT, "Renouveler un passeport", PINSON, "Guichet de Fontclaire", 31, 1),
    Told(PASSPORT, "Renouveler un passeport", FAUVETTE, "Guichet de Boisjoli", 36, 1),
    Told(PASSPORT, "Renouveler un passeport", MESANGE, "Guichet de Fontclaire", 34, 2),
    Told(PASSPORT, "Renouveler un passeport", ROSSIGNOL, "Guichet de Valombre", 42, 3),
)
