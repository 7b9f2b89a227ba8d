window.YTD.block.part0 = [
 {
  "blocking": {
   "accountId": "9",
   "userLink": "x"
  }
 }
]
