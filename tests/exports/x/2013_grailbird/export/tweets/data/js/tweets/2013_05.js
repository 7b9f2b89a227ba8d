Grailbird.data.tweets_2013_05 = 
 [
 {
  "source": "web",
  "entities": {
   "user_mentions": [
    {
     "name": "Lena Fischer",
     "screen_name": "lena_f",
     "indices": [
      0,
      7
     ],
     "id_str": "77",
     "id": 77
    }
   ],
   "media": [],
   "hashtags": [],
   "urls": []
  },
  "in_reply_to_status_id_str": "300",
  "geo": {},
  "id_str": "329",
  "in_reply_to_user_id": 77,
  "text": "@lena_f see you in the library",
  "in_reply_to_screen_name": "lena_f",
  "in_reply_to_user_id_str": "77",
  "id": 329,
  "created_at": "2013-05-01 12:00:00 +0000",
  "user": {
   "name": "Sam Reed",
   "screen_name": "samreed",
   "id_str": "42"
  }
 },
 {
  "entities": {
   "user_mentions": [],
   "urls": []
  },
  "text": "First day of May",
  "id": 328,
  "created_at": "2013-05-01 09:00:00 +0000"
 }
]