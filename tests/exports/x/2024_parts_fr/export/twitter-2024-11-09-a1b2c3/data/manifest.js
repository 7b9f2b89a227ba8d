window.__THAR_CONFIG = {"userInfo": {"accountId": "1001", "userName": "camille_l", "displayName": "Camille Lambert"}, "archiveInfo": {"sizeBytes": "1", "isPartialArchive": false}, "dataTypes": {}}
