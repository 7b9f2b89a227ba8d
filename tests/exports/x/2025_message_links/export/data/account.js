window.YTD.account.part0 = [
 {
  "account": {
   "username": "nora_pots",
   "accountId": "1001",
   "accountDisplayName": "Nora Peeters"
  }
 }
]
