window.YTD.tweets.part0 = [
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1800000000000000010"
     ],
     "editableUntil": "2024-01-01T00:00:00.000Z"
    }
   },
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "user_mentions": [],
    "urls": [
     {
      "url": "https://t.co/AAA",
      "expanded_url": "https://example.org/hier",
      "display_url": "example.org/hier"
     }
    ],
    "media": [
     {
      "url": "https://t.co/PIC",
      "type": "photo"
     }
    ]
   },
   "favorite_count": "12",
   "retweet_count": "3",
   "id_str": "1800000000000000010",
   "id": "1800000000000000010",
   "created_at": "Sat Nov 09 12:14:18 +0000 2024",
   "full_text": "Merci à toutes &amp; tous pour hier ! https://t.co/AAA https://t.co/PIC",
   "lang": "fr",
   "extended_entities": {
    "media": [
     {
      "url": "https://t.co/PIC",
      "type": "photo"
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
      "1800000000000000009"
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
     },
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
   "favorite_count": "1",
   "retweet_count": "0",
   "id_str": "1800000000000000009",
   "id": "1800000000000000009",
   "created_at": "Fri Nov 08 08:00:00 +0000 2024",
   "full_text": "@anne_p @marc_dh Oui, on vient",
   "lang": "fr",
   "in_reply_to_status_id_str": "1799999999999999999",
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
      "1800000000000000008"
     ],
     "editableUntil": "2024-01-01T00:00:00.000Z"
    }
   },
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "user_mentions": [
     {
      "name": "Zoé Renard",
      "screen_name": "zoe_r",
      "indices": [
       "0",
       "5"
      ],
      "id_str": "2003",
      "id": "2003"
     },
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
   "id_str": "1800000000000000008",
   "id": "1800000000000000008",
   "created_at": "Thu Nov 07 08:00:00 +0000 2024",
   "full_text": "RT @zoe_r: Le festival commence demain avec @anne_p et…",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1800000000000000007"
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
   "favorite_count": "4",
   "retweet_count": "1",
   "id_str": "1800000000000000007",
   "id": "1800000000000000007",
   "created_at": "Wed Nov 06 08:01:00 +0000 2024",
   "full_text": "Et une deuxième chose, pour finir",
   "lang": "fr",
   "in_reply_to_status_id_str": "1800000000000000006",
   "in_reply_to_user_id_str": "1001",
   "in_reply_to_user_id": "1001",
   "in_reply_to_screen_name": "camille_l"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1800000000000000006"
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
   "favorite_count": "30",
   "retweet_count": "9",
   "id_str": "1800000000000000006",
   "id": "1800000000000000006",
   "created_at": "Wed Nov 06 08:00:00 +0000 2024",
   "full_text": "Trois choses apprises en classe verte cette année, dans l'ordre où elles nous sont arrivées &amp; sans morale. D'abord, la pluie n'empêche rien. Ensuite, les élèves savent plus que nous. Ensuite, les élèves savent plus que nous. Ensuite, les élèves savent plus que nous.… https://t.co/LONG",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "edit": {
     "initialTweetId": "1800000000000000004",
     "editControlInitial": {
      "editTweetIds": [
       "1800000000000000004",
       "1800000000000000005"
      ]
     }
    }
   },
   "retweeted": false,
   "entities": {
    "hashtags": [],
    "user_mentions": [],
    "urls": []
   },
   "favorite_count": "2",
   "retweet_count": "0",
   "id_str": "1800000000000000005",
   "id": "1800000000000000005",
   "created_at": "Tue Nov 05 08:00:30 +0000 2024",
   "full_text": "Bonne rentrée à tous (corrigé)",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1800000000000000004"
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
   "id_str": "1800000000000000004",
   "id": "1800000000000000004",
   "created_at": "Tue Nov 05 08:00:00 +0000 2024",
   "full_text": "Bone rentrée à tous",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "1800000000000000003"
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
   "id_str": "1800000000000000003",
   "id": "1800000000000000003",
   "created_at": "Mon Nov 04 08:00:00 +0000 2024",
   "full_text": "@parti Une réponse sans mention",
   "lang": "fr",
   "in_reply_to_user_id_str": "2009",
   "in_reply_to_user_id": "2009",
   "in_reply_to_screen_name": "parti"
  }
 },
 {
  "tweet": "not a tweet"
 }
]
