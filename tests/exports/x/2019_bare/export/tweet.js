window.YTD.tweet.part0 = [
 {
  "edit_info": {
   "initial": {
    "editTweetIds": [
     "501"
    ],
    "editableUntil": "2024-01-01T00:00:00.000Z"
   }
  },
  "retweeted": false,
  "entities": {
   "hashtags": [],
   "user_mentions": [
    {
     "name": "Lena Fischer",
     "screen_name": "lena_f",
     "indices": [
      "0",
      "5"
     ],
     "id_str": "77",
     "id": "77"
    }
   ],
   "urls": []
  },
  "favorite_count": "5",
  "retweet_count": "1",
  "id_str": "501",
  "id": "501",
  "created_at": "Mon Apr 01 10:00:00 +0000 2019",
  "full_text": "Town hall tonight with @lena_f &lt;3",
  "lang": "fr"
 }
]