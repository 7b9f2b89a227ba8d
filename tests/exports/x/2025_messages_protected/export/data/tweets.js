window.YTD.tweets.part0 = [
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "30"
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
   "favorite_count": "0",
   "retweet_count": "0",
   "id_str": "30",
   "id": "30",
   "created_at": "Mon Mar 10 10:00:00 +0000 2025",
   "full_text": "Public again",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "20"
     ],
     "editableUntil": "2024-01-01T00:00:00.000Z"
    }
   },
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "user_mentions": [
     {
      "name": "Anne Peeters",
      "screen_name": "anne_p",
      "indices": [
       "0",
       "5"
      ],
      "id_str": "2001",
      "id": "2001"
     }
    ],
    "urls": []
   },
   "favorite_count": "0",
   "retweet_count": "0",
   "id_str": "20",
   "id": "20",
   "created_at": "Mon Feb 10 10:00:00 +0000 2025",
   "full_text": "@anne_p For followers",
   "lang": "fr",
   "in_reply_to_status_id_str": "19",
   "in_reply_to_user_id_str": "2001",
   "in_reply_to_user_id": "2001",
   "in_reply_to_screen_name": "anne_p"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "10"
     ],
     "editableUntil": "2024-01-01T00:00:00.000Z"
    }
   },
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "user_mentions": [
     {
      "name": "Marc D'Haene",
      "screen_name": "marc_dh",
      "indices": [
       "0",
       "5"
      ],
      "id_str": "2002",
      "id": "2002"
     }
    ],
    "urls": []
   },
   "favorite_count": "0",
   "retweet_count": "0",
   "id_str": "10",
   "id": "10",
   "created_at": "Fri Jan 10 10:00:00 +0000 2025",
   "full_text": "Before, with @marc_dh",
   "lang": "fr"
  }
 }
]
