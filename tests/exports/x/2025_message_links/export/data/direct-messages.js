window.YTD.direct_messages.part0 = [
 {
  "dmConversation": {
   "conversationId": "1001-2001",
   "messages": [
    {
     "messageCreate": {
      "recipientId": "0",
      "senderId": "2001",
      "id": "1",
      "text": "Ce bol ! https://t.co/a",
      "createdAt": "2025-02-12T11:00:00.000Z",
      "mediaUrls": [],
      "urls": [
       {
        "url": "https://t.co/a",
        "expanded": "https://twitter.com/nora_pots/status/500?s=20",
        "display": "x"
       }
      ],
      "reactions": []
     }
    },
    {
     "messageCreate": {
      "recipientId": "0",
      "senderId": "2001",
      "id": "2",
      "text": "https://x.com/nora_pots/status/501 et https://x.com/nora_pots/status/501",
      "createdAt": "2025-02-12T12:00:00.000Z",
      "mediaUrls": [],
      "urls": [],
      "reactions": []
     }
    },
    {
     "messageCreate": {
      "recipientId": "0",
      "senderId": "2001",
      "id": "3",
      "text": "https://x.com/nora_pots/status/999",
      "createdAt": "2025-02-12T13:00:00.000Z",
      "mediaUrls": [],
      "urls": [],
      "reactions": []
     }
    },
    {
     "messageCreate": {
      "recipientId": "0",
      "senderId": "2001",
      "id": "4",
      "text": "https://x.com/autre/status/12",
      "createdAt": "2025-02-12T14:00:00.000Z",
      "mediaUrls": [],
      "urls": [],
      "reactions": []
     }
    },
    {
     "messageCreate": {
      "recipientId": "0",
      "senderId": "1001",
      "id": "5",
      "text": "https://x.com/nora_pots/status/500",
      "createdAt": "2025-02-12T15:00:00.000Z",
      "mediaUrls": [],
      "urls": [],
      "reactions": []
     }
    }
   ]
  }
 }
]
