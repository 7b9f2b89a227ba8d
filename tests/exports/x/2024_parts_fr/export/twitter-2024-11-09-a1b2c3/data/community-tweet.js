window.YTD.community_tweet.part0 = [
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1750000000000000001"
     ],
     "editableUntil": "2024-01-01T00:00:00.000Z"
    }
   },
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "user_mentions": [],
    "urls": []
   },
   "favorite_count": "3",
   "retweet_count": "0",
   "id_str": "1750000000000000001",
   "id": "1750000000000000001",
   "created_at": "Wed Jan 24 10:00:00 +0000 2024",
   "full_text": "Bonjour le club d'escalade",
   "lang": "fr"
  }
 }
]
