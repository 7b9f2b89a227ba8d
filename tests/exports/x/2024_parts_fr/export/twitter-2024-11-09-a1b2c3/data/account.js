window.YTD.account.part0 = [
 {
  "account": {
   "email": "camille@example.org",
   "createdVia": "web",
   "username": "camille_l",
   "accountId": "1001",
   "createdAt": "2012-01-01T00:00:00.000Z",
   "accountDisplayName": "Camille Lambert"
  }
 }
]
