window.YTD.personalization.part0 = [
 {
  "p13nData": {
   "demographics": {
    "languages": [
     {
      "language": "French",
      "isDisabled": false
     }
    ],
    "genderInfo": {
     "gender": "female"
    }
   },
   "interests": {
    "interests": [
     {
      "name": "Escalade",
      "isDisabled": false
     },
     {
      "name": "Football",
      "isDisabled": true
     }
    ],
    "partnerInterests": [],
    "audienceAndAdvertisers": {
     "lookalikeAdvertisers": [
      "@marque"
     ],
     "advertisers": [],
     "numAudiences": "3"
    },
    "shows": [
     "Le Grand Mur"
    ]
   },
   "locationHistory": [
    {
     "city": "Liège"
    }
   ],
   "inferredAgeInfo": {
    "age": [
     "35-49"
    ],
    "birthDate": ""
   }
  }
 }
]
