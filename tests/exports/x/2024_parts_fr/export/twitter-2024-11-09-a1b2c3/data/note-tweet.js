window.YTD.note_tweet.part0 = [
 {
  "noteTweet": {
   "noteTweetId": "9",
   "updatedAt": "2024-11-06T08:00:00.000Z",
   "lifecycle": {
    "value": "Published"
   },
   "createdAt": "2024-11-06T08:00:00.000Z",
   "core": {
    "styletags": [],
    "urls": [],
    "text": "Trois choses apprises en classe verte cette année, dans l'ordre où elles nous sont arrivées & sans morale. D'abord, la pluie n'empêche rien. Ensuite, les élèves savent plus que nous. Ensuite, les élèves savent plus que nous. Ensuite, les élèves savent plus que nous. Ensuite, les élèves savent plus que nous. Ensuite, les élèves savent plus que nous. Ensuite, les élèves savent plus que nous.",
    "mentions": [],
    "cashtags": [],
    "hashtags": []
   }
  }
 }
]
