window.YTD.protected_history.part0 = [
 {
  "protectedHistory": {
   "protectedAt": "2025-02-01T00:00:00.000Z",
   "action": "Protect"
  }
 },
 {
  "protectedHistory": {
   "protectedAt": "2025-03-01T00:00:00.000Z",
   "action": "Unprotect"
  }
 }
]
