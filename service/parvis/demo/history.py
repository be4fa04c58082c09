"""What was said on the demo site before you came. Nobody here exists, nor do these administrations."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.domain.values import Field

AGENT = {"name": "Agent Démo", "service": "Service des passeports", "email": "agent@valombre.example"}


@dataclass(frozen=True, slots=True)
class Say:
    who: str
    text: str
    minutes_later: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    page: str
    page_title: str
    title: str
    minutes_ago: int
    said: tuple[Say, ...]
    field: Field | None = None


HIRONDELLE, MESANGE, PINSON = "Hirondelle 42", "Mésange 7", "Pinson 18"
PASSPORT, TAX, HOUSING = "/passeport/", "/impots/", "/logement/"
REPORT, CANTEEN = "/signalement/", "/cantine/"

HISTORY = (
    Question(PASSPORT, "Renouveler un passeport", "Où lire le numéro sur l’ancien modèle\u202f?", 26 * 60, (
        Say(HIRONDELLE, "Mon passeport date de 2015. Je vois deux numéros différents. Lequel faut-il écrire\u202f?"),
        Say(MESANGE, "Prenez celui de la page avec la photo\u00a0: deux chiffres, deux lettres, cinq chiffres. L’autre est un numéro de lot.", 14),
        Say("agent", "Le numéro est **en haut à droite** de la page de la photo. Sur l’ancien modèle, il est aussi perforé en bas.", 42),
        Say(PINSON, "Même souci ici. La réponse fonctionne aussi pour un modèle de 2013.", 66),
    ), Field("numero-passeport", "Numéro du passeport", "Votre passeport actuel")),
    Question(PASSPORT, "Renouveler un passeport", "Ma photo est refusée sans explication", 190, (
        Say(PINSON, "J’ai essayé trois fois. Le fichier fait 2 Mo et il est en JPEG."),
        Say(HIRONDELLE, "Chez moi c’était le fond\u00a0: il doit être uni et clair, sans ombre.", 12),
        Say("agent", "Vérifiez ces trois points\u00a0:\n\n- une photo de moins de six mois\u202f;\n- un fond uni, clair, sans ombre\u202f;\n- le visage de face, sans lunettes.\n\nSi le refus continue, venez avec la photo imprimée\u00a0: le guichet la numérise.", 35),
    ), Field("photo", "Photo d’identité", "Votre photo")),
    Question(PASSPORT, "Renouveler un passeport", "Dois-je écrire tous mes prénoms\u202f?", 3 * 24 * 60, (
        Say(MESANGE, "J’en ai quatre et la case semble courte."),
        Say("agent", "Oui, tous, dans l’ordre de l’acte de naissance, séparés par une virgule. La case accepte 120 caractères.", 55),
    ), Field("prenoms", "Prénoms", "Votre identité")),
    Question(PASSPORT, "Renouveler un passeport", "Mon passeport est périmé depuis six ans", 12, (
        Say(HIRONDELLE, "Le formulaire refuse la date de 2020. Dois-je faire une première demande, ou un renouvellement\u202f?"),
    ), Field("date-expiration", "Date d’expiration", "Votre passeport actuel")),
    Question(TAX, "Déclarer ses revenus", "Où mettre les heures supplémentaires\u202f?", 47, (
        Say(PINSON, "Mon bulletin donne un total «\u00a0heures exonérées\u00a0». Faut-il l’ajouter au salaire\u202f?"),
        Say(MESANGE, "Non, elles ont leur propre ligne. Le total du salaire ne les compte pas.", 9),
    ), Field("revenus[#].montant", "Montant", "Vos revenus")),
    Question(TAX, "Déclarer ses revenus", "Faut-il arrondir les montants\u202f?", 5 * 60, (
        Say(HIRONDELLE, "Mes montants ont des centimes."),
        Say("agent", "Oui, à l’euro le plus proche\u00a0: 50 centimes s’arrondissent vers le haut.", 31),
    )),
    Question(HOUSING, "Demander une aide au logement", "Je vis en colocation, que déclarer\u202f?", 95, (
        Say(MESANGE, "Nous sommes trois sur le bail. Chacun paie un tiers."),
        Say(PINSON, "Chacun fait sa demande avec sa part du loyer. C’est écrit sous [Loyer sans les charges](field:loyer).", 8),
    ), Field("loyer", "Loyer sans les charges", "Le bail")),
    Question(REPORT, "Signaler une difficulté", "Combien de temps avant une réponse\u202f?", 33, (
        Say(PINSON, "J’ai signalé une fuite devant chez moi hier soir."),
    )),
    Question(CANTEEN, "Inscrire un enfant à la cantine", "Peut-on changer de jours en cours d’année\u202f?", 2 * 24 * 60, (
        Say(HIRONDELLE, "Mon planning change en janvier."),
        Say("agent", "Oui, avec une semaine de préavis, depuis la même page.", 70),
    )),
)  # fmt: skip
