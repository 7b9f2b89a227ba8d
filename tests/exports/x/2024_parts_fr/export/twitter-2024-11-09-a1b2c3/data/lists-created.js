window.YTD.lists_created.part0 = [
 {
  "userListInfo": {
   "url": "https://twitter.com/camille_l/lists/escalade-li%C3%A8ge"
  }
 },
 {
  "userListInfo": {
   "url": "https://twitter.com/i/lists/12345"
  }
 }
]
