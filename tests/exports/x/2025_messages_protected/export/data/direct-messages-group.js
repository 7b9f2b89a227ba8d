window.YTD.direct_messages_group.part0 = [
 {
  "dmConversation": {
   "conversationId": "777",
   "messages": [
    {
     "messageCreate": {
      "recipientId": "0",
      "senderId": "2002",
      "id": "8",
      "text": "Je viens",
      "createdAt": "2025-01-03T10:00:00.000Z",
      "mediaUrls": [],
      "urls": [],
      "reactions": []
     }
    },
    {
     "messageCreate": {
      "recipientId": "0",
      "senderId": "1001",
      "id": "7",
      "text": "Samedi ?",
      "createdAt": "2025-01-03T09:00:00.000Z",
      "mediaUrls": [],
      "urls": [],
      "reactions": [
       {
        "senderId": "2002",
        "reactionKey": "like",
        "eventId": "1",
        "createdAt": "2025-01-03T09:10:00.000Z"
       }
      ]
     }
    },
    {
     "conversationNameUpdate": {
      "initiatingUserId": "1001",
      "name": "Le trio",
      "createdAt": "2025-01-01T00:00:00.000Z"
     }
    },
    {
     "joinConversation": {
      "initiatingUserId": "1001",
      "participantsSnapshot": [
       "1001",
       "2001",
       "2002"
      ],
      "createdAt": "2025-01-01T00:00:00.000Z"
     }
    }
   ]
  }
 }
]
