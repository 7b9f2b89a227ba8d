window.YTD.tweets.part0 = [
 {
  "tweet": {
   "id_str": "500",
   "created_at": "Mon Feb 10 10:00:00 +0000 2025",
   "full_text": "Un bol https://t.co/pic",
   "lang": "fr",
   "entities": {
    "user_mentions": [],
    "urls": [],
    "media": [
     {
      "type": "photo",
      "url": "https://t.co/pic",
      "media_url_https": "https://pbs.twimg.com/media/Gbol.jpg"
     }
    ]
   },
   "favorite_count": "1",
   "retweet_count": "0",
   "extended_entities": {
    "media": [
     {
      "type": "photo",
      "url": "https://t.co/pic",
      "media_url_https": "https://pbs.twimg.com/media/Gbol.jpg"
     }
    ]
   }
  }
 },
 {
  "tweet": {
   "id_str": "501",
   "created_at": "Mon Feb 11 10:00:00 +0000 2025",
   "full_text": "@adele_b merci",
   "lang": "fr",
   "entities": {
    "user_mentions": [
     {
      "screen_name": "adele_b",
      "name": "Ad\u00e8le Brun",
      "id_str": "2001"
     }
    ],
    "urls": []
   },
   "favorite_count": "1",
   "retweet_count": "0"
  }
 }
]
