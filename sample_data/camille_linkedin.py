"""Camille's LinkedIn: what she published and answered there, whom she knows, who invited, endorsed and wrote to her."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from formats_base import EMAIL, ME, Dice, Files, moment, read
from formats_linkedin import FOLDER, NOTES, american, comments, halves, native, profile, table, utc

HOURS = (7, 8, 12, 12, 16, 17, 20)


def day(dice: Dice, first: str, last: str) -> datetime:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return moment((start + timedelta(days=dice.below((end - start).days))).isoformat(), dice, HOURS)


def linkedin() -> Files:
    dice = Dice("linkedin")
    people = read("linkedin_people.csv")
    files: Files = {}

    shares, when = [], {}
    for row in read("linkedin.csv"):
        local = moment(row["date"], dice, HOURS)
        when[row["date"]] = local
        link = f"https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A{native(local, dice)}"
        # several lines are exported as the end and the start of a quotation
        text = row["text"].replace(" ? ", ' ?"\n"', 1) if dice.chance(0.15) else row["text"]
        url = "https://example.org/lecture" if row["media"] == "link" else ""
        photo = "https://media.example.org/photo.jpg" if row["media"] == "photo" else ""
        shares.append([utc(local), link, text, url, photo, "MEMBER_NETWORK"])
    for _ in range(9):  # passed on without a word
        local = day(dice, "2022-10-01", "2026-09-20")
        shares.append([
            utc(local), f"https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A{native(local, dice)}", "",
            "", "", "MEMBER_NETWORK",
        ])  # fmt: skip
    shares.sort(key=lambda row: row[0], reverse=True)
    files["Shares.csv"] = table("Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility", shares)

    said = []
    for row in read("linkedin_comments.csv"):
        if row["on"] == "own":
            start = when[row["date"]]
            local = start + timedelta(minutes=dice.between(50, 1700))
            post = native(start, dice, late=dice.between(400, 3200))
            text = f"{row['to']} {row['text']}"
        else:
            local = moment(row["date"], dice, HOURS)
            post = native(local - timedelta(hours=dice.between(2, 60)), dice)
            text = row["text"]
        said.append([utc(local), f"https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A{post}", text])
    said.sort(reverse=True)
    files["Comments.csv"] = comments(said)

    liked = []
    for _ in range(120):
        local = day(dice, "2022-10-01", "2026-09-28")
        kind = dice.pick(["LIKE", "LIKE", "LIKE", "PRAISE", "EMPATHY", "INTEREST", "APPRECIATION"])
        post = native(local - timedelta(hours=dice.between(1, 40)), dice)
        liked.append([utc(local), kind, f"https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A{post}"])
    liked.sort(reverse=True)
    files["Reactions.csv"] = table("Date,Type,Link", liked)

    known = []
    for row in people:
        local = day(dice, "2019-09-01", "2026-08-30")
        first, last = halves(row["name"])
        mail = f"{first.lower()}@example.net" if first.isascii() and dice.chance(0.08) else ""
        since = f"{local:%d} {MONTHS[local.month]} {local:%Y}"
        cells = [first, last, profile(row["name"]), mail, row["company"], row["position"], since]
        known.append((local, cells))
    known.sort(key=lambda pair: pair[0], reverse=True)
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
    files["Connections.csv"] = NOTES.encode() + table(head, [cells for _, cells in known])

    mine = profile(ME)
    invited = []
    for local, cells in known[:26]:
        name, url = f"{cells[0]} {cells[1]}", cells[2]
        sent = local - timedelta(days=dice.between(0, 5), minutes=dice.below(600))
        text = INVITED.get(name, "")
        if dice.chance(0.65) or text:
            invited.append([name, ME, american(sent), text, "INCOMING", url, mine])
        else:
            invited.append([ME, name, american(sent), "", "OUTGOING", mine, url])
    files["Invitations.csv"] = table("From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl", invited)

    endorsed = []
    for name, skills in ENDORSED.items():
        local = day(dice, "2021-01-10", "2026-06-20")
        for skill in skills.split(";"):
            stamp = f"{local:%Y/%m/%d %H:%M:%S} UTC"
            endorsed.append((local, [stamp, skill, *halves(name), profile(name), "ACCEPTED"]))
    endorsed.sort(key=lambda pair: pair[0], reverse=True)
    files["Endorsement_Received_Info.csv"] = table(
        "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorser Public Url,Endorsement Status",
        [cells for _, cells in endorsed],
    )

    talks = []
    for name, stamp, who, text in TALKS:
        local = datetime.fromisoformat(stamp).replace(second=dice.below(60))
        sender, other = (name, ME) if who else (ME, name)
        talks.append([
            f"2-{Dice('talk', name).word(24)}==", "", sender, profile(sender), other, profile(other),
            f"{utc(local)} UTC", "", text, "INBOX", "", "No",
        ])  # fmt: skip
    talks.sort(key=lambda row: row[6], reverse=True)
    files["messages.csv"] = table(
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,"
        "FOLDER,ATTACHMENTS,IS MESSAGE DRAFT",
        talks,
    )

    files["Profile.csv"] = table(
        "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,"
        "Twitter Handles,Websites,Instant Messengers",
        [["Camille", "Delvaux", "", "", "Jun 11", "Professeure de sciences sociales, doctorante en sociologie",
          "J’enseigne, j’écoute, j’écris. Dans cet ordre quand les copies le permettent.", "Enseignement", "",
          "Liège, Région wallonne, Belgique", "", "", ""]],
    )  # fmt: skip
    files["Email Addresses.csv"] = table(
        "Email Address,Confirmed,Primary,Updated On", [[EMAIL, "Yes", "Yes", "9/3/18, 7:12 PM"]]
    )
    files["Positions.csv"] = table(
        "Company Name,Title,Description,Location,Started On,Finished On",
        [["Athénée des Vennes-Hautes", "Professeure de sciences sociales", "", "Liège", "Sep 2009", ""],
         ["Université de Haute-Meuse", "Doctorante en sociologie", "Temps partiel", "", "Sep 2022", ""]],
    )  # fmt: skip
    files["Skills.csv"] = table("Name", [["Sociologie"], ["Enseignement"], ["Entretien qualitatif"], ["Pédagogie"]])
    files["Ad_Targeting.csv"] = table(
        "Member Age,Buyer Groups,Company Names,Company Connections,Member Interests,Member Interests,Member Skills,"
        "Job Titles,Job Functions,interface Locales",
        [["35-54", "", "Athénée des Vennes-Hautes", "Université de Haute-Meuse; Fondation Passerelles",
          "Higher Education; Public Policy; Social Research", "Fitness Equipment; Electric Bicycles; Yacht Charter",
          "Sociology; Teaching; Qualitative Research", "Teacher; Researcher", "Education; Research", "fr_FR"]],
    )  # fmt: skip
    return {FOLDER + name: content for name, content in files.items()}


MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
INVITED = {
    "Hugues Lambillotte": "Troisième rang, colloque de Namur. Je vous dois une objection plus douce.",
    "Solène Quarré": "Votre article sur le verbe « choisir » circule dans notre bureau. J’aimerais vous suivre.",
    "Mireille Bastogne-Roux": "Nous nous sommes croisées au jury d’octobre.",
    "Élise Hautecoeur": "Au sujet de votre heure par quinzaine pour les débutants.",
    "Clémence Oury": "Un livre pour le grand public, y pensez-vous ?",
}
ENDORSED = {
    "Jeanne Vandermeersch": "Sociologie;Entretien qualitatif;Pédagogie",
    "Ilse Peeters": "Sociologie;Recherche qualitative",
    "Véronique Hanssen": "Enseignement;Pédagogie",
    "Karim Sow": "Enseignement",
    "Philippe Bodson": "Enseignement;Gestion de classe",
    "Salma Ouali": "Pédagogie",
    "Hugues Lambillotte": "Sociologie",
    "Solène Quarré": "Entretien qualitatif",
    "Tobias Renswoude": "Sociologie",
    "Nadia Haddad": "Mobilité scolaire;Animation de réunions",
    "Fatou Diarra": "Animation de réunions",
    "Mélanie Hendrick": "Orientation scolaire",
    "Anselme Kitoko": "Pédagogie;Enseignement",
    "Perrine Halconruy": "Sociologie",
}
TALKS = (  # with whom, when, whether they wrote it, what
    ("Hugues Lambillotte", "2024-12-02 18:11", True,
     "Bonsoir, c’était moi, le troisième rang. Votre réponse valait mieux que ma question."),
    ("Hugues Lambillotte", "2024-12-02 21:40", False,
     "Elle m’a surtout coûté un chapitre. Je vous offre la bière et je garde l’objection."),
    ("Élise Hautecoeur", "2025-10-09 08:20", True,
     "Combien de temps avez-vous négocié l’heure par quinzaine avec la direction ?"),
    ("Élise Hautecoeur", "2025-10-09 12:31", False, "Onze minutes et un silence. Le silence a tout fait."),
    ("Clémence Oury", "2026-01-14 10:02", True,
     "Avez-vous reçu notre proposition de petit livre ? Cent pages, sans notes."),
    ("Clémence Oury", "2026-01-15 20:48", False, "Sans notes, je ne respire pas. Avec trente, je signe."),
    ("Aoife Brennock", "2026-03-02 16:15", True,
     "Would you come and give the handwriting talk to our trainees in May?"),
    ("Aoife Brennock", "2026-03-02 21:07", False,
     "With pleasure, if I may arrive by boat and train and leave with one of your field diaries."),
)  # fmt: skip
