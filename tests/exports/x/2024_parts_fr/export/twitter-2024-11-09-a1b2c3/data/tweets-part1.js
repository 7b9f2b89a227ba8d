window.YTD.tweets.part1 = [
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1700000000000000001"
     ],
     "editableUntil": "2024-01-01T00:00:00.000Z"
    }
   },
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "user_mentions": [],
    "urls": [],
    "media": [
     {
      "url": "https://t.co/V",
      "type": "video"
     }
    ]
   },
   "favorite_count": "7",
   "retweet_count": "0",
   "id_str": "1700000000000000001",
   "id": "1700000000000000001",
   "created_at": "Sun Sep 10 08:00:00 +0000 2023",
   "full_text": "Vidéo du mur d'escalade",
   "lang": "fr",
   "extended_entities": {
    "media": [
     {
      "url": "https://t.co/V",
      "type": "video"
     }
    ]
   }
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1700000000000000002"
     ],
     "editableUntil": "2024-01-01T00:00:00.000Z"
    }
   },
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "user_mentions": [
     {
      "name": "Compte fermé",
      "screen_name": "ferme_compte",
      "indices": [
       "0",
       "5"
      ],
      "id_str": "-1",
      "id": "-1"
     }
    ],
    "urls": []
   },
   "favorite_count": "0",
   "retweet_count": "0",
   "id_str": "1700000000000000002",
   "id": "1700000000000000002",
   "created_at": "Sun Sep 10 09:00:00 +0000 2023",
   "full_text": "Salut @ferme_compte",
   "lang": "fr"
  }
 }
]
