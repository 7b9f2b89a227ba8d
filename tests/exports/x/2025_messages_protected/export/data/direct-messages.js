window.YTD.direct_messages.part0 = [
 {
  "dmConversation": {
   "conversationId": "1001-2001",
   "messages": [
    {
     "messageCreate": {
      "recipientId": "0",
      "senderId": "2001",
      "id": "4",
      "text": "A demain !",
      "createdAt": "2025-01-02T10:00:00.000Z",
      "mediaUrls": [],
      "urls": [],
      "reactions": [
       {
        "senderId": "1001",
        "reactionKey": "like",
        "eventId": "1",
        "createdAt": "2025-01-02T10:05:00.000Z"
       }
      ]
     }
    },
    {
     "messageCreate": {
      "recipientId": "0",
      "senderId": "1001",
      "id": "3",
      "text": "On se voit &amp; on grimpe",
      "createdAt": "2025-01-02T09:00:00.000Z",
      "mediaUrls": [],
      "urls": [],
      "reactions": [
       {
        "senderId": "2001",
        "reactionKey": "like",
        "eventId": "1",
        "createdAt": "2025-01-02T09:30:00.000Z"
       }
      ]
     }
    },
    {
     "messageCreate": {
      "recipientId": "0",
      "senderId": "1001",
      "id": "2",
      "text": "",
      "createdAt": "2025-01-02T08:00:00.000Z",
      "mediaUrls": [
       "https://ton.twitter.com/a.jpg"
      ],
      "urls": []
     }
    }
   ]
  }
 },
 {
  "dmConversation": {
   "conversationId": "1001-3001",
   "messages": [
    {
     "messageCreate": {
      "recipientId": "0",
      "senderId": "3001",
      "id": "5",
      "text": "Sans nom",
      "createdAt": "2025-01-02T10:00:00.000Z",
      "mediaUrls": [],
      "urls": [],
      "reactions": []
     }
    },
    {
     "messageCreate": {
      "recipientId": "0",
      "senderId": "1001",
      "id": "6",
      "text": "Qui est-ce ?",
      "createdAt": "2025-01-02T10:01:00.000Z",
      "mediaUrls": [],
      "urls": [],
      "reactions": [
       {
        "senderId": "3001",
        "reactionKey": "like",
        "eventId": "1",
        "createdAt": "2025-01-02T10:02:00.000Z"
       }
      ]
     }
    }
   ]
  }
 }
]
