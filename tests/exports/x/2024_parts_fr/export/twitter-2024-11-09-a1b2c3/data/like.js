window.YTD.like.part0 = [
 {
  "like": {
   "tweetId": "1",
   "fullText": "Un beau texte",
   "expandedUrl": "https://twitter.com/i/web/status/1"
  }
 },
 {
  "like": {
   "tweetId": "2",
   "fullText": "D'Anne &amp; Marc",
   "expandedUrl": "https://twitter.com/anne_p/status/2"
  }
 },
 {
  "like": {
   "tweetId": "3",
   "fullText": "De quelqu'un",
   "expandedUrl": "https://x.com/nadia_k/status/3"
  }
 },
 {
  "like": {
   "tweetId": "4",
   "fullText": "De moi",
   "expandedUrl": "https://x.com/Camille_L/status/4"
  }
 }
]
