window.YTD.direct_messages.part0 = [
 {
  "dmConversation": {
   "conversationId": "1001-2001",
   "messages": [
    {
     "messageCreate": {
      "recipientId": "1001",
      "senderId": "2001",
      "id": "1",
      "text": "Privé",
      "createdAt": "2024-01-01T00:00:00.000Z"
     }
    }
   ]
  }
 }
]
