window.YTD.account.part0 = [
 {
  "account": {
   "username": "camille_l",
   "accountId": "1001",
   "accountDisplayName": "Camille Lambert"
  }
 }
]
