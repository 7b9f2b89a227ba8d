window.YTD.profile.part0 = [
 {
  "profile": {
   "description": {
    "bio": "Prof &amp; grimpeuse",
    "website": "",
    "location": "Liège"
   },
   "avatarMediaUrl": ""
  }
 }
]
