"""What was said on a fictional site, and what people look for there: each query with the thread that must come first."""

from __future__ import annotations

THREADS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "numéro": ("Où lire le numéro sur l’ancien modèle ?", "Mon passeport date de 2015 et je vois deux numéros.", ("En haut à droite.",)),
    "photo": ("Ma photo est refusée sans explication", "Le fichier fait 2 Mo, en JPEG.", ("Le fond doit être uni, sans ombre, le visage de face, sans lunettes.",)),
    "prénoms": ("Dois-je écrire tous mes prénoms ?", "J’en ai quatre.", ("Oui, dans l’ordre de l’acte de naissance.",)),
    "périmé": ("Mon passeport est périmé depuis six ans", "Faut-il une première demande ?", ("C’est un renouvellement : un titre expiré se renouvelle.",)),
    "heures": ("Où mettre les heures supplémentaires ?", "Mon bulletin de salaire donne un total.", ("Elles sont exonérées : une ligne à part.",)),
    "arrondir": ("Faut-il arrondir les montants ?", "Mes montants ont des centimes.", ("Oui, à l’euro le plus proche.",)),
    "colocation": ("Je vis en colocation, que déclarer ?", "Nous sommes trois sur le bail.", ("Chacun déclare sa part du loyer.",)),
    "cantine": ("Peut-on changer de jours de cantine en cours d’année ?", "Mon planning change.", ("Oui, avec une semaine de préavis.",)),
    "timbre": ("Quel est le prix du timbre fiscal ?", "Pour un enfant de douze ans.", ("Le tarif est de 42 euros pour un mineur.",)),
    "rendez-vous": ("Aucun rendez-vous disponible à la mairie", "J’essaie depuis une semaine.", ("Des créneaux s’ouvrent le lundi matin.",)),
    "récépissé": ("Le récépissé n’est pas arrivé par courriel", "J’ai attendu deux jours.", ("Regardez dans les courriers indésirables (spam).",)),
    "domicile": ("Quel justificatif de domicile quand on est hébergé ?", "Je vis chez ma sœur.", ("Une attestation d’hébergement et sa facture d’électricité.",)),
    "divorce": ("Nom d’usage après un divorce", "Puis-je garder le nom de mon ex-mari ?", ("Avec son autorisation écrite ou un jugement.",)),
    "vol": ("On m’a volé mon portefeuille", "Mes papiers étaient dedans.", ("Faites une déclaration de perte ou de vol au commissariat.",)),
    "aide": ("Quand l’aide au logement est-elle versée ?", "C’est ma première demande.", ("Le versement arrive le 5 du mois suivant. L’allocation n’est pas rétroactive.",)),
    "étudiant": ("Étudiante boursière : faut-il déclarer la bourse ?", "Je suis rattachée à mes parents.", ("Non, les bourses sur critères sociaux ne se déclarent pas.",)),
    "mot de passe": ("Mot de passe oublié et ancienne adresse e-mail", "Je ne reçois rien.", ("Appelez le guichet, il rétablit le compte.",)),
    "pension": ("Comment déclarer une pension alimentaire versée ?", "Mon fils est majeur.", ("Elle se déduit dans la limite du plafond.",)),
    "décès": ("Qui déclare les revenus d’une personne décédée ?", "Mon père est mort en mars.", ("Les héritiers, ou le notaire.",)),
    "fuite": ("Fuite d’eau sur le trottoir", "Je l’ai signalée hier soir.", ("Le service de voirie passe sous 48 heures.",)),
    "allergie": ("Mon enfant est allergique aux arachides", "Comment prévenir la cantine ?", ("Il faut un projet d’accueil individualisé, signé du médecin.",)),
    "mineur": ("Passeport d’un mineur : qui doit être présent ?", "Nous sommes séparés.", ("Un seul parent suffit, avec le livret de famille.",)),
    "délai": ("Combien de temps avant une réponse ?", "J’ai envoyé mon dossier lundi.", ("En moyenne trois semaines.",)),
    "crèche": ("Frais de crèche et crédit d’impôt", "Pour deux enfants gardés.", ("Inscrivez-les dans la case de la garde hors du domicile.",)),
    "étranger": ("Né à l’étranger : quel acte de naissance fournir ?", "Je suis né à Montréal.", ("Une copie intégrale, demandée au service de l’état civil.",)),
    "english": ("Can I upload scanned documents?", "My pictures are too large.", ("Yes, files up to 8 MB are accepted.",)),
}  # fmt: skip

QUERIES = (
    # As somebody would say it
    ("où lire le numéro", "numéro"), ("photo refusée", "photo"), ("tous mes prénoms", "prénoms"), ("prix du timbre", "timbre"),
    ("combien de temps pour avoir une réponse", "délai"), ("mot de passe oublié", "mot de passe"),
    # Singular and plural, masculine and feminine, verbs
    ("photos refusées", "photo"), ("les numéros", "numéro"), ("heure supplémentaire", "heures"), ("timbres fiscaux", "timbre"),
    ("mes passeports périmés", "périmé"), ("arrondi des montants", "arrondir"), ("justificatifs de domicile", "domicile"),
    ("étudiants boursiers", "étudiant"), ("pensions alimentaires", "pension"), ("enfants allergiques", "allergie"),
    ("déclaration de la pension", "pension"), ("fuites d'eau", "fuite"),
    # Accents left out, capitals, ligatures
    ("numero", "numéro"), ("photo refusee", "photo"), ("prenoms", "prénoms"), ("passeport perime", "périmé"),
    ("recepisse", "récépissé"), ("frais de creche", "crèche"), ("HEBERGE CHEZ MA SOEUR", "domicile"), ("ne a l etranger", "étranger"),
    # Misspelt
    ("pasport périmer", "périmé"), ("recipissé", "récépissé"), ("collocation", "colocation"), ("suplémentaires", "heures"),
    ("justificatif domicille", "domicile"), ("alergie arachide", "allergie"), ("divorse", "divorce"), ("rendé-vous mairie", "rendez-vous"),
    ("numerro", "numéro"), ("cantinne", "cantine"),
    # The word stands in the text or in an answer, not in the title
    ("lunettes", "photo"), ("tarif mineur", "timbre"), ("spam", "récépissé"), ("titre expiré", "périmé"), ("allocation", "aide"),
    ("notaire", "décès"), ("voirie", "fuite"), ("commissariat perte", "vol"), ("bulletin de salaire", "heures"),
    ("facture d’électricité", "domicile"), ("livret de famille", "mineur"),
    # Articles, small words, elisions, hyphens
    ("le timbre", "timbre"), ("les prénoms", "prénoms"), ("l’aide au logement", "aide"), ("la colocation", "colocation"),
    ("rendez vous", "rendez-vous"), ("d’un divorce", "divorce"), ("qu’est-ce que le récépissé ?", "récépissé"),
    # More than anybody said
    ("je ne sais pas quoi mettre pour la bourse de ma fille étudiante", "étudiant"), ("ma photo a été refusée trois fois par le site", "photo"),
    # English
    ("uploading a scanned document", "english"), ("picture too large", "english"),
)  # fmt: skip
