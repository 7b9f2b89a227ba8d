window.YTD.following.part0 = [
 {
  "following": {
   "accountId": "2003",
   "userLink": "x"
  }
 },
 {
  "following": {
   "accountId": "3001",
   "userLink": "x"
  }
 }
]
